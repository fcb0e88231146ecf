import { add } from "@tensorflow/tfjs-core";
import type { Network } from "qat-core";
import { combine } from "./combine.ts";

/**
 * body(x) + shortcut(x) (He, Zhang, Ren, Sun 2015, arXiv 1512.03385, eq. 1 and 2). Both give the same shape.
 * @throws {RangeError} when two parameters or statistics, or two activations, have the same name
 */
export function residual(body: Network, shortcut: Network): Network {
  return combine([body, shortcut], (x, scope) => add(body.forward(x, scope), shortcut.forward(x, scope)));
}
