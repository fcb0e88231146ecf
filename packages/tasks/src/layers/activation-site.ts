import type { Network } from "qat-core";

/** The identity, whose value is the activation `<name>`: not negative, quantized where the precision asks for it. */
export function activationSite(name: string): Network {
  return {
    parameters: [],
    activations: [{ name, signed: false }],
    forward: (x, scope) => scope.activation(name, x),
  };
}
