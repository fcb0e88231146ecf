import type { Network } from "qat-core";
import { relu } from "qat-ops";

/** ReLU, max(x, 0), whose output is the activation `<name>`: unsigned, quantized where the precision asks for it. */
export function rectifier(name: string): Network {
  return {
    parameters: [],
    activations: [{ name, signed: false }],
    forward: (x, scope) => scope.activation(name, relu(x)),
  };
}
