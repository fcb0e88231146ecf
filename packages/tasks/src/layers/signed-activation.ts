import type { Network } from "qat-core";

/**
 * The input itself, which is the activation `<name>`: signed, quantized where the precision asks for it. For products whose
 * input comes from no rectifier.
 */
export function signedActivation(name: string): Network {
  return { parameters: [], activations: [{ name, signed: true }], forward: (x, scope) => scope.activation(name, x) };
}
