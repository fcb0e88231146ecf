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
  // Row k holds the signs of level k: bit j of k says whether v_j is added.
  const signs = Array.from({ length: levels }, (_, k) =>
    Array.from({ length: bits }, (_, j) => (k & (1 << j) ? 1 : -1)),
  );

  function fit(latent: tf.Tensor): tf.Tensor2D {
    let residual = latent;
    const scales: tf.Tensor1D[] = [];
    for (let j = 0; j < bits; j++) {
      const scale = mean(tf.abs(residual));
      scales.push(scale);
      residual = tf.where(tf.greaterEqual(residual, 0), tf.sub(residual, scale), tf.add(residual, scale));
    }
    const sums = tf.matMul<tf.Tensor2D>(tf.stack(scales, 1), tf.tensor2d(signs), false, true);
    return tf.neg<tf.Tensor2D>(tf.topk<tf.Tensor2D>(tf.neg(sums), levels, true).values);
  }

  return {
    name: `binary-code-${bits}${granularity === "channel" ? "/channel" : ""}`,
    levels,
    granularity,
    fit: (latent) => tf.tidy(() => fit(latent)),
  };
}
