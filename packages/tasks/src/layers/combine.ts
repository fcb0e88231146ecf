import type { Network } from "qat-core";

/**
 * A network of others, which declares what they declare, in their order.
 * @param forward calls theirs
 * @throws {RangeError} when two parameters or statistics, or two activations, have the same name
 */
export function combine(parts: readonly Network[], forward: Network["forward"]): Network {
  const parameters = parts.flatMap((part) => part.parameters);
  const activations = parts.flatMap((part) => part.activations);
  const statistics = parts.flatMap((part) => part.statistics ?? []);
  const carried = parts.flatMap((part) => part.carried ?? []);
  for (const specs of [[...parameters, ...statistics, ...carried], activations])
    requireOwnNames(specs.map(({ name }) => name));
  return { parameters, activations, statistics, carried, forward };
}

function requireOwnNames(names: readonly string[]): void {
  const repeated = names.find((name, i) => names.indexOf(name) !== i);
  if (repeated !== undefined) {
    throw new RangeError(`two layers of one network are named ${repeated}: give each a name of its own`);
  }
}
