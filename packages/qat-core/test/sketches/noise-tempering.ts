import * as tf from "@tensorflow/tfjs-core";
import {
  levelsOf,
  type Method,
  nearestCodes,
  overRows,
  quantizeWith,
  schedule,
  seedFrom,
  type Variant,
} from "qat-core";
import { uniformNoise } from "qat-ops";

const tau = schedule.geometric(1, Math.exp(-5));

/**
 * Noise tempering, a reconstruction (arXiv 2212.05603 publishes no formula): with v = u / s, q its nearest level,
 * e = clip(v) - q and noise xi in [-1, 1), w = s (q + tau kappa xi e), tau -> 0; s and kappa are learned.
 */
const tempered: Variant = {
  options: { decay: 5 },
  startsFrom: "float",
  supports: (_, { unit, levels }) =>
    unit || !Number.isFinite(levels)
      ? { supported: true }
      : { supported: false, reason: "learns one scale, and this grid's levels are not multiples of one" },
  weights(latents, { grid, seed }) {
    const { unit } = grid;
    if (!unit) {
      const quantize = (u: readonly tf.Tensor[]) => u.map((latent) => quantizeWith(latent, tf.tensor2d([], [1, 0])));
      return { state: {}, learned: [], view: (u) => ({ live: u }), quantize };
    }
    const top = unit.at(-1) as number;
    const sum = overRows(grid.granularity, tf.sum);
    const unitLevels = () => tf.tensor2d([...unit], [1, unit.length]);
    const own = latents.map((u, i) => {
      const step = tf.tidy(() => tf.variable(tf.div(tf.slice(grid.fit(u), [0, unit.length - 1], [-1, 1]), top), false));
      const kappa = tf.tidy(() => tf.variable(tf.scalar(1), false));
      return { step, kappa, noiseSeed: seedFrom(seed, "noise", i), size: u.size / (step.shape[0] as number) };
    });
    const codebook = (step: tf.Tensor) => tf.mul<tf.Tensor2D>(step, unitLevels());
    return {
      state: {},
      learned: own.flatMap(({ step, kappa, size }, i) => [
        { name: `step/${i}`, value: step, bounds: [1e-8, 1e8] as const, ...scaled(size * top) },
        { name: `kappa/${i}`, value: kappa, bounds: [0.1, 2] as const, ...scaled(size * top) },
      ]),
      view(u, at) {
        const parts = own.map(({ step, kappa, noiseSeed }, i) => {
          const latent = u[i] as tf.Tensor;
          const s = tf.reshape(step, [-1]);
          const v = tf.div(latent, s);
          const q = levelsOf(nearestCodes(latent, codebook(step)), unitLevels());
          const e = tf.sub(tf.clipByValue(v, -top, top), q);
          const xi = uniformNoise(latent.shape, [noiseSeed, at.step]);
          const inside = tf.cast(tf.lessEqual(tf.abs(v), top), "float32");
          return { s, q, e, xi, inside, noise: tf.mul(tf.mul(xi, kappa), tau(at.progress)), shape: step.shape };
        });
        return {
          live: parts.map(({ s, q, e, noise }) => tf.mul(s, tf.add(q, tf.mul(noise, e)))),
          pullback: (gradients) => ({
            latents: gradients.map((g, i) => {
              const { inside, noise } = parts[i] as (typeof parts)[number];
              return tf.mul(g, tf.mul(inside, tf.add(noise, 1)));
            }),
            learned: gradients.flatMap((g, i) => {
              const { s, q, e, xi, inside, noise, shape } = parts[i] as (typeof parts)[number];
              const slope = tf.where(tf.greater(inside, 0), tf.mul(e, tf.sub(noise, 1)), q);
              const ofKappa = tf.mul(tf.mul(tf.mul(s, xi), e), tau(at.progress));
              return [tf.reshape(sum(tf.mul(g, slope)), shape), tf.sum(tf.mul(g, ofKappa))];
            }),
          }),
        };
      },
      quantize: (u) =>
        u.map((latent, i) => tf.tidy(() => quantizeWith(latent, codebook((own[i] as { step: tf.Tensor }).step)))),
      quantities: (_, { progress }) => ({ tau: tau(progress) }),
    };
  },
};

/** LSQ's 1 / sqrt(N Qp). */
function scaled(sizeTimesTop: number) {
  return { gradientScale: 1 / Math.sqrt(sizeTimesTop), rateFactor: 1 };
}

export const method: Method = {
  name: "noise-tempering",
  title: "Noise tempering",
  summary:
    "Noise as large as the rounding error, decaying, is added to the levels; its amplitude and the step are learned.",
  variants: { default: tempered },
};
