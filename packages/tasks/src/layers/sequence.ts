import type { Network } from "qat-core";

/**
 * Layers one after the other. A layer is a network itself, so that blocks nest.
 * @throws {RangeError} when two parameters or two activations have the same name
 */
export function sequence(...layers: readonly Network[]): Network {
  const parameters = layers.flatMap((layer) => layer.parameters);
  const activations = layers.flatMap((layer) => layer.activations);
  for (const specs of [parameters, activations]) requireOwnNames(specs.map(({ name }) => name));
  return {
    parameters,
    activations,
    forward: (input, scope) => layers.reduce((x, layer) => layer.forward(x, scope), input),
  };
}

function requireOwnNames(names: readonly string[]): void {
  const repeated = names.find((name, i) => names.indexOf(name) !== i);
  if (repeated !== undefined) {
    throw new RangeError(`two layers of one network are named ${repeated}: give each a name of its own`);
  }
}
