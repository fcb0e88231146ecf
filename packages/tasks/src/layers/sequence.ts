import type { Network } from "qat-core";
import { combine } from "./combine.ts";

/**
 * Layers one after the other. A layer is a network itself, so that blocks nest.
 * @throws {RangeError} when two parameters or statistics, or two activations, have the same name
 */
export function sequence(...layers: readonly Network[]): Network {
  return combine(layers, (input, scope) => layers.reduce((x, layer) => layer.forward(x, scope), input));
}
