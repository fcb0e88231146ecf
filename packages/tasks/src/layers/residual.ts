import { add } from "@tensorflow/tfjs-core";
import type { Network } from "qat-core";
import { combine } from "./combine.ts";

/** What a block's input adds where nothing changes on the way. */
const identity: Network = { parameters: [], activations: [], forward: (x) => x };

/**
 * body(x) + shortcut(x) (He, Zhang, Ren, Sun 2015, arXiv 1512.03385, eq. 1 and 2). Both give the same shape; the shortcut is
 * the input itself where it is absent.
 * @throws {RangeError} when two parameters or statistics, or two activations, have the same name
 */
export function residual(body: Network, shortcut: Network = identity): Network {
  return combine([body, shortcut], (x, scope) => add(body.forward(x, scope), shortcut.forward(x, scope)));
}
