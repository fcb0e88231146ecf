import * as tf from "@tensorflow/tfjs-core";
import { nearestOfAll, type Quantized, quantizeWith } from "./codebook.ts";
import type { Grid } from "./grid.ts";

/** One codebook a latent, kept from step to step: the state of every method that fits its levels to the weights. */
export interface Codebooks {
  /** The codebook of latent `index`: [rows, levels]. */
  at(index: number): tf.Tensor2D;
  /** Every codebook, in the order of the latents. */
  readonly all: readonly tf.Tensor2D[];
  /** The nearest level of every weight: hard quantization, one tensor a latent. */
  nearest(latents: readonly tf.Tensor[]): tf.Tensor[];
  /** Refines every codebook for the latents as they are now. */
  refit(latents: readonly tf.Tensor[]): void;
  /** Latents on their codebooks as they are. */
  quantize(latents: readonly tf.Tensor[]): Quantized[];
  readonly state: Readonly<Record<string, tf.Variable>>;
}

export function startCodebooks(grid: Grid, latents: readonly tf.Tensor[]): Codebooks {
  const values = latents.map((latent) => tf.tidy(() => tf.variable<tf.Rank.R2>(grid.fit(latent), false)));
  return {
    at: (index) => values[index] ?? missing(index),
    all: values,
    nearest: (moved) => nearestOfAll(moved, values),
    refit: (moved) =>
      tf.tidy(() => {
        const refined =
          grid.fit.ofAll?.(moved, values) ?? values.map((each, i) => grid.fit(moved[i] as tf.Tensor, each));
        for (const [i, codebook] of values.entries()) codebook.assign(refined[i] as tf.Tensor2D);
      }),
    quantize: (moved) => values.map((codebook, i) => quantizeWith(moved[i] as tf.Tensor, codebook)),
    state: Object.fromEntries(values.map((codebook, i) => [`codebook/${i}`, codebook])),
  };
}

function missing(index: number): never {
  throw new RangeError(`there is no codebook ${index}: one is kept for each latent that the rule was started with`);
}
