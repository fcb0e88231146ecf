import * as tf from "@tensorflow/tfjs-core";
import { binaryCodeGrid, type Grid, uniformGrid } from "qat-core";

/**
 * Least-squares binary codes where their solution is known (Jin et al. 2025, arXiv 2503.15748, sec. 4): +-mean |u| at one
 * bit, the exact ternary levels, two bits by search; greedy beyond. The code's own search (LSBQuantizer, optimal=True) is
 * wrong for ternary tensors, whose levels it halves, and for two bits by row.
 * @param levels 3 or a power of two; of any other count there are none
 */
export function optimalBinaryGrid(levels: number, granularity: Grid["granularity"] = "tensor"): Grid | undefined {
  if (levels === 3) return uniformGrid(3, granularity);
  if (levels === 4) return twoBitGrid(granularity);
  const bits = Math.log2(levels);
  return Number.isInteger(bits) ? binaryCodeGrid(bits, granularity) : undefined;
}

/**
 * The best of all levels +-v_1 +-v_2, v_1 >= v_2 >= 0. They are +-a and +-b for any a >= b >= 0, and sign(u) is the best
 * sign for either, so that a and b are the optimal two means of |u|: sorted in descending order the k largest have one
 * mean and the others the other, k = argmax S_k^2 / k + (S_n - S_k)^2 / (n - k), S_k the sum of the k largest.
 */
function twoBitGrid(granularity: Grid["granularity"]): Grid {
  return {
    name: `optimal-binary-2${granularity === "channel" ? "/channel" : ""}`,
    levels: 4,
    granularity,
    fit: (latent) => tf.tidy(() => twoMeans(latent, granularity === "tensor" ? 1 : (latent.shape.at(-1) ?? 1))),
  };
}

/** @returns [rows, 4], ascending */
function twoMeans(latent: tf.Tensor, rows: number): tf.Tensor2D {
  const length = latent.size / rows;
  const size = tf.transpose(tf.reshape(tf.abs(latent), [-1, rows]));
  const sums = tf.cumsum(tf.topk(size, length, true).values, 1);
  const all = tf.slice(sums, [0, length - 1], [rows, 1]);
  const counts = tf.range(1, length + 1);
  const others = tf.sub(length, counts);
  // Where k is n there are no others, and any level of theirs is as good as another: 0.
  const means = [tf.div(sums, counts), tf.div(tf.sub(all, sums), tf.maximum(others, 1))] as const;
  const explained = tf.add(tf.mul(tf.square(means[0]), counts), tf.mul(tf.square(means[1]), others));
  const best = tf.argMax<tf.Tensor1D>(explained, 1);
  // Picked with a mask: WebAssembly's gather reads out of bounds where it has batch dimensions.
  const picked = tf.cast(tf.equal(tf.range(0, length, 1, "int32"), tf.expandDims(best, 1)), "float32");
  const [a, b] = means.map((mean) => tf.sum(tf.mul(mean, picked), 1, true)) as [tf.Tensor2D, tf.Tensor2D];
  return tf.concat([tf.neg(a), tf.neg(b), b, a], 1);
}
