import * as tf from "@tensorflow/tfjs-core";
import type { Grid } from "./grid.ts";

/** -1 and +1, nothing fitted: the grid of BinaryConnect (Courbariaux et al. 2015, arXiv 1511.00363, eq. 1). */
export function signGrid(): Grid {
  return { name: "sign", levels: 2, granularity: "tensor", fit: () => tf.tensor2d([-1, 1], [1, 2]) };
}
