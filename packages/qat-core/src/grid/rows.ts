import * as tf from "@tensorflow/tfjs-core";
import type { Grid } from "./grid.ts";

/**
 * A statistic of each codebook's own weights: the weights of the whole tensor, or of one output channel (last axis).
 * @returns a scalar or [channels], which broadcasts against the weights
 */
export function overRows(granularity: Grid["granularity"], reduce: typeof tf.sum | typeof tf.mean | typeof tf.max) {
  return (x: tf.Tensor): tf.Tensor => {
    if (granularity === "tensor") return reduce(x);
    return reduce(tf.reshape(x, [-1, x.shape.at(-1) ?? 1]), 0);
  };
}

/** The outer product of scales, a scalar or [rows], and a unit codebook: [rows, levels]. */
export function scaleTimesUnit(scales: tf.Tensor, unit: readonly number[]): tf.Tensor2D {
  return tf.mul(tf.reshape<tf.Rank.R2>(scales, [-1, 1]), tf.tensor2d([...unit], [1, unit.length]));
}

/**
 * `scaleTimesUnit` of many scales, in a handful of calls.
 * @param scales each a scalar or [rows]
 */
export function scaledCodebooks(scales: readonly tf.Tensor[], unit: readonly number[]): tf.Tensor2D[] {
  if (scales.length < 2 || scales.some(({ rank }) => rank > 0)) return scales.map((each) => scaleTimesUnit(each, unit));
  return tf.split(scaleTimesUnit(tf.stack([...scales]), unit), scales.length, 0);
}
