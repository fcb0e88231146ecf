import * as tf from "@tensorflow/tfjs-core";
import type { Grid } from "qat-core";

/**
 * Ternary levels theta-, 0, theta+ (Bai, Wang, Liberty 2019, arXiv 1810.00861, app. A.2): the means of the weights on
 * either side of a threshold, which is that of ternary weight networks (Li et al. 2016, arXiv 1605.04711),
 *
 *     D = 0.7 mean |t|,   theta+ = mean of t over t >= D,   theta- = mean of t over t <= -D
 *
 * A side without weights has its level at D. Weights are assigned to the nearest of the levels, as the distance to a grid
 * is defined, where the paper's q assigns by D: that differs for 2 % of Gaussian weights.
 */
export function twoMeansGrid(): Grid {
  return {
    name: "two-means",
    levels: 3,
    granularity: "tensor",
    fit: (latent) =>
      tf.tidy(() => {
        const threshold = tf.mul(tf.mean(tf.abs(latent)), 0.7);
        const meanFrom = (u: tf.Tensor) => {
          const beyond = tf.cast(tf.greaterEqual(u, threshold), "float32");
          const count = tf.sum(beyond);
          const mean = tf.div(tf.sum(tf.mul(u, beyond)), tf.maximum(count, 1));
          return tf.where(tf.greater(count, 0), mean, threshold);
        };
        const levels = [tf.neg(meanFrom(tf.neg(latent))), tf.scalar(0), meanFrom(latent)];
        return tf.reshape<tf.Rank.R2>(tf.stack(levels), [1, 3]);
      }),
  };
}
