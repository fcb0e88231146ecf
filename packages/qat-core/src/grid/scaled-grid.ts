import * as tf from "@tensorflow/tfjs-core";
import { l2Loss, staircases, type Thresholds } from "qat-ops";
import { nearest } from "./codebook.ts";
import type { Grid } from "./grid.ts";
import { midpoints } from "./level-columns.ts";
import { overRows, scaleTimesUnit } from "./rows.ts";
import { ternaryThreshold } from "./ternary-threshold.ts";

/** Starting scales of a fit from nothing. */
const starts = 32;

export interface ScaledLevels {
  readonly name: string;
  /** The lowest level at scale 1; the others follow at a distance of 1: lowest + k, k = 0 .. levels - 1. */
  readonly lowest: number;
  readonly levels: number;
  readonly granularity: Grid["granularity"];
}

/**
 * Evenly spaced levels s unit_k, unit_k = lowest + k, with one scale s, the least-squares one:
 *
 *     min over s, q of |u - s q|^2,   q in unit^n
 *
 * exact for the two and the three levels that are symmetric about zero; else the best of 32 starting scales followed by
 * alternating minimisation (Lloyd): q the nearest levels, then s = <u, q> / <q, q> (Yin et al. 2018, arXiv 1801.06313).
 */
export function scaledGrid({ name, lowest, levels, granularity }: ScaledLevels): Grid {
  const highest = lowest + levels - 1;
  const unit = Array.from({ length: levels }, (_, k) => lowest + k);
  const symmetric = lowest === -highest;
  const sum = overRows(granularity, tf.sum);
  const mean = overRows(granularity, tf.mean);
  const max = overRows(granularity, tf.max);
  const halfSquares = granularity === "tensor" ? l2Loss : (q: tf.Tensor) => tf.div(sum(tf.square(q)), 2);

  /** One alternation: the least-squares scales for the levels that are nearest at the present ones. */
  function refine(latents: readonly tf.Tensor[], codebooks: readonly tf.Tensor2D[]): tf.Tensor2D[] {
    if (latents.length === 0) return [];
    const between = midpoints(codebooks);
    const units = tf.unstack(tf.tensor1d(unit));
    const products = latents.map((latent, i) => {
      const q = staircases(latent, between[i] as Thresholds, [units])[0] as tf.Tensor;
      return { ofLatent: sum(tf.mul(latent, q)), ofLevels: halfSquares(q) };
    });
    // <q, q> is 0, and then <u, q> is too, where every weight of a row is nearest to a level 0; else it is 1/4 at least.
    const leastSquares = (ofLatent: tf.Tensor, ofLevels: tf.Tensor) =>
      tf.div(ofLatent, tf.maximum(tf.mul(ofLevels, 2), 0.25));
    if (granularity === "channel") {
      return products.map(({ ofLatent, ofLevels }) => scaleTimesUnit(leastSquares(ofLatent, ofLevels), unit));
    }
    const scales = leastSquares(
      tf.stack(products.map(({ ofLatent }) => ofLatent)),
      tf.stack(products.map(({ ofLevels }) => ofLevels)),
    );
    return tf.split(scaleTimesUnit(scales, unit), latents.length, 0);
  }

  /** The best of the scales that put the outermost level at 1/32, 2/32 ... of the way to the outermost weight. */
  function bestOfStarts(latent: tf.Tensor, widest: tf.Tensor): tf.Tensor2D {
    const errorOf = (codebook: tf.Tensor2D) =>
      tf.reshape(sum(tf.squaredDifference(latent, nearest(latent, codebook))), [-1, 1]);
    let best = scaleTimesUnit(widest, unit);
    let error = errorOf(best);
    for (let i = 1; i < starts; i++) {
      const trial = scaleTimesUnit(tf.mul(widest, i / starts), unit);
      const ofTrial = errorOf(trial);
      best = tf.where(tf.less(ofTrial, error), trial, best);
      error = tf.minimum(error, ofTrial);
    }
    return best;
  }

  function fitFromNothing(latent: tf.Tensor): tf.Tensor2D {
    const size = tf.abs(latent);
    if (symmetric && levels === 2) return scaleTimesUnit(tf.mul(2, mean(size)), unit);
    if (symmetric && levels === 3) return scaleTimesUnit(tf.mul(2, ternaryThreshold(latent, granularity)), unit);
    let best = bestOfStarts(latent, tf.div(max(size), Math.min(-lowest, highest)));
    for (let i = 0; i < 8; i++) best = refine([latent], [best])[0] as tf.Tensor2D;
    return best;
  }

  const fit = (latent: tf.Tensor, previous?: tf.Tensor2D) =>
    tf.tidy(() => (previous ? (refine([latent], [previous])[0] as tf.Tensor2D) : fitFromNothing(latent)));

  return {
    name: `${name}${granularity === "channel" ? "/channel" : ""}`,
    levels,
    granularity,
    unit,
    fit: Object.assign(fit, {
      ofAll: (latents: readonly tf.Tensor[], previous: readonly tf.Tensor2D[]) =>
        tf.tidy(() => refine(latents, previous)),
    }),
  };
}
