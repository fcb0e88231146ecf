import * as tf from "@tensorflow/tfjs-core";
import { levelsOf, nearestCodes } from "./codebook.ts";
import type { Grid } from "./grid.ts";
import { overRows, scaleTimesUnit } from "./rows.ts";
import { ternaryThreshold } from "./ternary-threshold.ts";

/**
 * Evenly spaced levels, symmetric about zero, one scale s: s (k - (L - 1) / 2), k = 0 .. L - 1. Two levels are the
 * scaled sign, three the ternary grid, 2^b the mid-rise quantizer. The scale is the least-squares one,
 *
 *     min over s, q of |u - s q|^2,   q in unit^n
 *
 * exact for two and three levels; above, the best of 16 starting scales followed by alternating minimisation: q the
 * nearest levels, then s = <u, q> / <q, q>.
 */
export function uniformGrid(levels: number, granularity: Grid["granularity"] = "tensor"): Grid {
  const unit = Array.from({ length: levels }, (_, k) => k - (levels - 1) / 2);
  const sum = overRows(granularity, tf.sum);
  const mean = overRows(granularity, tf.mean);
  const max = overRows(granularity, tf.max);

  /** One alternation: the least-squares scale for the levels that are nearest at the present scale. */
  function refine(latent: tf.Tensor, codebook: tf.Tensor2D): tf.Tensor2D {
    const q = tf.sub(tf.cast(nearestCodes(latent, codebook), "float32"), (levels - 1) / 2);
    // <q, q> is 0, and then <u, q> is too, where every weight of a row is nearest to a level 0; else it is 1/4 at least.
    const scale = tf.div(sum(tf.mul(latent, q)), tf.maximum(sum(tf.square(q)), 0.25));
    return scaleTimesUnit(scale, unit);
  }

  /** Rows where `trial` is closer to the latent than `best` take it. */
  function closer(latent: tf.Tensor, best: tf.Tensor2D, trial: tf.Tensor2D): tf.Tensor2D {
    const error = (codebook: tf.Tensor2D) =>
      sum(tf.squaredDifference(latent, levelsOf(nearestCodes(latent, codebook), codebook)));
    return tf.where(tf.reshape(tf.less(error(trial), error(best)), [-1, 1]), trial, best);
  }

  function fitFromNothing(latent: tf.Tensor): tf.Tensor2D {
    const size = tf.abs(latent);
    if (levels === 2) return scaleTimesUnit(tf.mul(2, mean(size)), unit);
    if (levels === 3) return scaleTimesUnit(tf.mul(2, ternaryThreshold(latent, granularity)), unit);
    const widest = tf.div(max(size), (levels - 1) / 2);
    let best = scaleTimesUnit(widest, unit);
    for (let i = 1; i < 16; i++) best = closer(latent, best, scaleTimesUnit(tf.mul(widest, i / 16), unit));
    for (let i = 0; i < 8; i++) best = refine(latent, best);
    return best;
  }

  return {
    name: `uniform-${levels}${granularity === "channel" ? "/channel" : ""}`,
    levels,
    granularity,
    unit,
    fit: (latent, previous) => tf.tidy(() => (previous ? refine(latent, previous) : fitFromNothing(latent))),
  };
}
