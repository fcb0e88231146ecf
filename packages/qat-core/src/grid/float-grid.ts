import * as tf from "@tensorflow/tfjs-core";
import type { Grid } from "./grid.ts";

/** Every value is allowed. The codebook is empty, and the nearest level of a weight is the weight. */
export function floatGrid(): Grid {
  return {
    name: "float",
    levels: Number.POSITIVE_INFINITY,
    granularity: "tensor",
    fit: () => tf.tensor2d([], [1, 0]),
  };
}
