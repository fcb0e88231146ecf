import * as tf from "@tensorflow/tfjs-core";
import type { Grid } from "./grid.ts";
import { overRows, scaleTimesUnit } from "./rows.ts";

/**
 * -v, 0, v with v = 1.1 mean |u|: the ternary heuristic of the code of PARQ (Jin et al. 2025, arXiv 2503.15748;
 * facebookresearch/parq, LSBQuantizer with b = 0). Its relative squared error on Gaussian weights is .235; the best of
 * three levels -s, 0, s has .187.
 */
export function simpleTernaryGrid(granularity: Grid["granularity"] = "tensor"): Grid {
  const mean = overRows(granularity, tf.mean);
  return {
    name: `simple-ternary${granularity === "channel" ? "/channel" : ""}`,
    levels: 3,
    granularity,
    unit: [-1, 0, 1],
    fit: (latent) => tf.tidy(() => scaleTimesUnit(tf.mul(mean(tf.abs(latent)), 1.1), [-1, 0, 1])),
  };
}
