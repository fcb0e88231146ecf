import type { Network } from "qat-core";

/**
 * The identity, whose value is the activation `<name>`, quantized where the precision asks for it: where no rectifier stands
 * before a product.
 * @param signed false where no value is below 0
 */
export function activationSite(name: string, { signed }: { readonly signed: boolean }): Network {
  return { parameters: [], activations: [{ name, signed }], forward: (x, scope) => scope.activation(name, x) };
}
