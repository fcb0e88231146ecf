import type { Network } from "qat-core";
import { gelu as gaussianUnit } from "qat-ops";

/**
 * GELU, x Phi(x), whose output is the activation `<name>`, quantized where the precision asks for it: signed, as it goes
 * down to -0.17.
 */
export function gelu(name: string): Network {
  return {
    parameters: [],
    activations: [{ name, signed: true }],
    forward: (x, scope) => scope.activation(name, gaussianUnit(x)),
  };
}
