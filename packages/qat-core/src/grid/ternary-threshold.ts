import * as tf from "@tensorflow/tfjs-core";
import type { Grid } from "./grid.ts";

/**
 * Half the scale s of the exact ternary quantizer, min over s and q in {-1, 0, 1}^n of |u - s q|^2. With |u| sorted
 * in descending order, the k* largest are kept, k* = argmax_k (sum_{i<=k} |u|_(i))^2 / k, and s is their mean; at the
 * optimum the threshold between keeping and dropping is s / 2 (Yin et al. 2018, arXiv 1801.06313, sec. 2).
 * @returns [1] or [channels]
 */
export function ternaryThreshold(latent: tf.Tensor, granularity: Grid["granularity"]): tf.Tensor1D {
  return tf.tidy(() => {
    const channels = granularity === "tensor" ? 1 : (latent.shape.at(-1) ?? 1);
    const rows = tf.transpose(tf.reshape(tf.abs(latent), [-1, channels]));
    const length = latent.size / channels;
    const descending = tf.topk(rows, length, true).values;
    const sums = tf.cumsum(descending, 1);
    const counts = tf.range(1, length + 1);
    const kept = tf.argMax<tf.Tensor1D>(tf.div(tf.square(sums), counts), 1);
    // Picked with a mask: WebAssembly's gather reads out of bounds where it has batch dimensions.
    const picked = tf.equal(tf.range(0, length, 1, "int32"), tf.expandDims(kept, 1));
    const mean = tf.sum(tf.mul(tf.div(sums, counts), tf.cast(picked, "float32")), 1);
    return tf.reshape(tf.div(mean, 2), [channels]);
  });
}
