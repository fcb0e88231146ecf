import * as tf from "@tensorflow/tfjs-core";
import { type Grid, levelsOf, nearestCodes, overRows } from "qat-core";

/** Rounds of refinement: the authors' n_rounds = 3, the first of which is the greedy start. */
const refinements = 2;

/**
 * Binary codes by alternating minimisation (Xu et al. 2018, arXiv 1802.00150, as ProxQuant uses them: Bai, Wang, Liberty
 * 2019, arXiv 1810.00861, eq. 8 to 10): levels are the 2^b signed sums +-a_1 +-a_2 ... +-a_b, fitted anew to
 *
 *     min over a in R^b, B in {-1, 1}^(n x b) of |w - B a|^2
 *
 * greedily at first, a_j = mean |r|, r <- r - a_j sign(r); then alternately a = argmin |w - B a|^2, by conjugate gradients,
 * and B the signs of the nearest level. One bit is sign(w) mean |w|. The authors' code assigns by greedy signs up to three or
 * four bits, which are the nearest up to two.
 * @param granularity `channel`: a codebook a row, as the paper has for matrices of an LSTM
 */
export function alternatingCodeGrid(bits: number, granularity: Grid["granularity"] = "tensor"): Grid {
  const count = 2 ** bits;
  const mean = overRows(granularity, tf.mean);
  const column = (statistic: tf.Tensor) => tf.reshape<tf.Rank.R2>(statistic, [-1, 1]);

  function greedy(latent: tf.Tensor): tf.Tensor2D {
    let residual = latent;
    const scales: tf.Tensor2D[] = [];
    for (let j = 0; j < bits; j++) {
      const scale = mean(tf.abs(residual));
      scales.push(column(scale));
      residual = tf.where(tf.greaterEqual(residual, 0), tf.sub(residual, scale), tf.add(residual, scale));
    }
    return tf.concat(scales, 1);
  }

  /** The sums of scales [rows, bits], ascending, and the sign of each scale in them: [rows, levels], one a bit. */
  function sortedSums(scales: tf.Tensor2D): { codebook: tf.Tensor2D; signs: tf.Tensor2D[] } {
    const table = Array.from({ length: bits }, (_, j) =>
      Array.from({ length: count }, (__, i) => ((i >> j) & 1) * 2 - 1),
    );
    const { values, indices } = tf.topk<tf.Tensor2D>(tf.neg(tf.matMul(scales, tf.tensor2d(table))), count, true);
    const signs = table.map((row) => tf.gather<tf.Tensor>(tf.tensor1d(row), indices) as tf.Tensor2D);
    return { codebook: tf.neg(values), signs };
  }

  /** a = argmin |w - B a|^2 with the signs B of the nearest sums. */
  function refine(latent: tf.Tensor, scales: tf.Tensor2D): tf.Tensor2D {
    const { codebook, signs } = sortedSums(scales);
    const codes = nearestCodes(latent, codebook);
    const b = signs.map((row) => levelsOf(codes, row));
    const products = b.map((x) =>
      tf.concat(
        b.map((y) => column(mean(tf.mul(x, y)))),
        1,
      ),
    );
    const right = tf.concat(
      b.map((x) => column(mean(tf.mul(x, latent)))),
      1,
    );
    return conjugateGradients(tf.stack(products, 1) as tf.Tensor3D, right as tf.Tensor2D, scales);
  }

  return {
    name: `alternating-code-${bits}${granularity === "channel" ? "/channel" : ""}`,
    levels: count,
    granularity,
    fit: (latent) =>
      tf.tidy(() => {
        let scales = greedy(latent);
        // One bit's greedy scale is its best.
        if (bits > 1) for (let round = 0; round < refinements; round++) scales = refine(latent, scales);
        return sortedSums(scales).codebook;
      }),
  };
}

/**
 * A x = b of every row, x from `start`: as many steps as there are unknowns, which is exact but for rounding.
 * @param matrices A [rows, k, k], symmetric, positive semidefinite
 * @param right b [rows, k]
 */
function conjugateGradients(matrices: tf.Tensor3D, right: tf.Tensor2D, start: tf.Tensor2D): tf.Tensor2D {
  const times = (x: tf.Tensor2D) => tf.sum<tf.Tensor2D>(tf.mul(matrices, tf.expandDims(x, 1)), 2);
  const dot = (x: tf.Tensor2D, y: tf.Tensor2D) => tf.sum<tf.Tensor2D>(tf.mul(x, y), 1, true);
  let x = start;
  let residual = tf.sub<tf.Tensor2D>(right, times(x));
  let direction = residual;
  for (let step = 0; step < start.shape[1]; step++) {
    const moved = times(direction);
    const length = tf.divNoNan(dot(residual, residual), dot(direction, moved));
    x = tf.add(x, tf.mul(length, direction));
    const next = tf.sub<tf.Tensor2D>(residual, tf.mul(length, moved));
    direction = tf.add(next, tf.mul(tf.divNoNan(dot(next, next), dot(residual, residual)), direction));
    residual = next;
  }
  return x;
}
