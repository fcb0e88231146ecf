import * as tf from "@tensorflow/tfjs-core";
import type { Grid } from "./grid.ts";

/**
 * A statistic of each codebook's own weights: the weights of the whole tensor, or of one output channel (last axis).
 * @returns [1] or [channels]
 */
export function overRows(granularity: Grid["granularity"], reduce: typeof tf.sum | typeof tf.mean | typeof tf.max) {
  return (x: tf.Tensor): tf.Tensor1D => {
    if (granularity === "tensor") return tf.reshape(reduce(x), [1]);
    const channels = x.shape.at(-1) ?? 1;
    return tf.reshape(reduce(tf.reshape(x, [-1, channels]), 0), [channels]);
  };
}

/** The outer product of scales [rows] and a unit codebook: [rows, levels]. */
export function scaleTimesUnit(scales: tf.Tensor1D, unit: readonly number[]): tf.Tensor2D {
  return tf.mul(tf.expandDims(scales, 1), tf.tensor2d([...unit], [1, unit.length]));
}
