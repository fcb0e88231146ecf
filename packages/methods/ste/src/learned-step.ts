/**
 * Learned step size quantization of weights.
 *
 * Esser, McKinstry, Bablani, Appuswamy, Modha: "Learned step size quantization", ICLR 2020, arXiv 1902.08153, eq. 1 to 3
 * and sec. 2.2, with the levels of the suite's grid, q in {unit_0 < ... < unit_(L-1)}, unit_k = k - (L - 1) / 2, and
 * Qp = unit_(L-1) = (L - 1) / 2:
 *
 *     v = u / s,   q = the unit level nearest to v,   w = s q                          eq. 1, 2
 *     dw/du = 1 where |v| <= Qp, 0 outside
 *     dw/ds = q - v where |v| <= Qp, -Qp below, Qp above                               eq. 3
 *     s = 2 mean|u| / sqrt(Qp) at the start                                            sec. 2.1
 *
 * Two levels are the sign quantizer: q = sign(v) / 2 and Qp = 1/2, where the paper's signed integers would give Qp = 0.
 * N is the number of weights that share the step. The start is the paper's and not the suite's least-squares fit, because
 * weights outside of the grid get no gradient: of Gaussian ones that is 26 % at one bit, and 42 % with the fit.
 *
 * Deviations:
 * - the levels are the suite's, symmetric and without a zero where L is even, for the paper's -2^(b-1) .. 2^(b-1) - 1;
 * - training starts from scratch, as every method's on this track, for the trained float network;
 * - 1 / sqrt(N Qp) (sec. 2.2) multiplies the step's rate, not its gradient. Without weight decay the two are the same for
 *   SGD, with and without momentum; Adam divides any factor of the gradient out again, and would change s, of a hundredth,
 *   by the full rate in every step;
 * - s is kept positive by a lower bound, and has no weight decay.
 */
import * as tf from "@tensorflow/tfjs-core";
import { floatGrid, levelsOf, nearestCodes, overRows, quantizeWith, type Variant, type WeightRule } from "qat-core";

/** LSQ on the levels s unit[k]. */
export function learnedStep(): Variant {
  return {
    options: { learnsStep: true },
    startsFrom: "scratch",
    supports: (_, { unit, levels }) =>
      unit || !Number.isFinite(levels)
        ? { supported: true }
        : { supported: false, reason: "learns one scale, and this grid's levels are not multiples of one" },
    weights(latents, { grid }): WeightRule {
      const { unit, granularity } = grid;
      if (!unit) {
        const float = floatGrid();
        const quantize = (u: readonly tf.Tensor[]) => u.map((latent) => quantizeWith(latent, float.fit(latent)));
        return { state: {}, learned: [], view: (u) => ({ live: u }), quantize };
      }
      const highest = unit.at(-1) as number;
      const sum = overRows(granularity, tf.sum);
      const units = () => tf.tensor2d([...unit], [1, unit.length]);
      const mean = overRows(granularity, tf.mean);
      const initialStep = (u: tf.Tensor) => tf.mul(tf.reshape(mean(tf.abs(u)), [-1, 1]), 2 / Math.sqrt(highest));
      const steps = latents.map((u) => tf.tidy(() => tf.variable(tf.maximum(initialStep(u), smallestStep), false)));
      const codebook = (step: tf.Tensor) => tf.mul<tf.Tensor2D>(step, units());
      return {
        state: {},
        learned: steps.map((value, i) => ({
          name: `step/${i}`,
          value,
          gradientScale: 1,
          bounds: [smallestStep, Number.MAX_VALUE],
          rateFactor: 1 / Math.sqrt(((latents[i] as tf.Tensor).size / value.size) * highest),
        })),
        view(u) {
          const tensors = steps.map((step, i) => {
            const latent = u[i] as tf.Tensor;
            const codes = nearestCodes(latent, codebook(step));
            return { latent, codes, step, live: levelsOf(codes, codebook(step)) };
          });
          return {
            live: tensors.map(({ live }) => live),
            pullback(gradients) {
              const pulled = tensors.map(({ latent, codes, step }, i) => {
                const v = tf.div(latent, tf.reshape(step, [-1]));
                const inside = tf.cast(tf.lessEqual(tf.abs(v), highest), "float32");
                const slope = tf.sub(levelsOf(codes, units()), tf.mul(v, inside));
                const g = gradients[i] as tf.Tensor;
                return { latent: tf.mul(g, inside), step: tf.reshape(sum(tf.mul(g, slope)), step.shape) };
              });
              return { latents: pulled.map(({ latent }) => latent), learned: pulled.map(({ step }) => step) };
            },
          };
        },
        quantize: (u) => u.map((latent, i) => tf.tidy(() => quantizeWith(latent, codebook(steps[i] as tf.Tensor)))),
        quantities: () => ({ "step size": tf.mean(tf.stack(steps.map((step) => tf.mean(step)))) }),
      };
    },
  };
}

const smallestStep = 1e-8;
