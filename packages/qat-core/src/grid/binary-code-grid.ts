import * as tf from "@tensorflow/tfjs-core";
import type { Grid } from "./grid.ts";
import { overRows } from "./rows.ts";

/**
 * Least-squares binary codes: the 2^b signed sums +-v_1 +-v_2 ... +-v_b, fitted greedily to residuals r (r = u at
 * first): v_j = mean |r|, then r <- r - v_j sign(r), sign(0) = +1 (Jin et al. 2025, arXiv 2503.15748, sec. 4).
 * Greedy is exact for one bit only. Weights are assigned to the nearest sum, not by the greedy signs, which differ
 * from it where v_1 < v_2 + v_3.
 */
export function binaryCodeGrid(bits: number, granularity: Grid["granularity"] = "tensor"): Grid {
  const levels = 2 ** bits;
  const mean = overRows(granularity, tf.mean);

  function signedSums(latent: tf.Tensor): tf.Tensor2D {
    let residual = latent;
    let sums: tf.Tensor2D | undefined;
    for (let j = 0; j < bits; j++) {
      const scale = mean(tf.abs(residual));
      const column = tf.reshape<tf.Rank.R2>(scale, [-1, 1]);
      sums = tf.concat([tf.sub(sums ?? 0, column), tf.add(sums ?? 0, column)], 1);
      residual = tf.where(tf.greaterEqual(residual, 0), tf.sub(residual, scale), tf.add(residual, scale));
    }
    return ascending(sums as tf.Tensor2D);
  }

  return {
    name: `binary-code-${bits}${granularity === "channel" ? "/channel" : ""}`,
    levels,
    granularity,
    fit: (latent) => tf.tidy(() => signedSums(latent)),
  };
}

/** Each row sorted; topk is the engines' only sort. */
function ascending(rows: tf.Tensor2D): tf.Tensor2D {
  return tf.neg(tf.topk(tf.neg(rows), rows.shape[1], true).values);
}
