import type { Network } from "qat-core";
import { relu6 } from "qat-ops";

/** ReLU6, min(max(x, 0), 6), whose output is the activation `<name>`: unsigned, quantized where the precision asks for it. */
export function cappedRectifier(name: string): Network {
  return {
    parameters: [],
    activations: [{ name, signed: false }],
    forward: (x, scope) => scope.activation(name, relu6(x)),
  };
}
