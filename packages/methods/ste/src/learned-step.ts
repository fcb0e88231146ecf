/**
 * Learned step size quantization of weights.
 *
 * Esser, McKinstry, Bablani, Appuswamy, Modha: "Learned step size quantization", ICLR 2020, arXiv 1902.08153, eq. 1 to 3
 * and sec. 2.2, with the grid's unit levels -Qn = unit_0 < ... < unit_(L-1) = Qp, neighbours at a distance of 1:
 *
 *     v = u / s,   q = the unit level nearest to v,   w = s q                          eq. 1, 2
 *     dw/du = 1 where -Qn <= v <= Qp, 0 outside
 *     dw/ds = q - v where -Qn <= v <= Qp, -Qn below, Qp above                          eq. 3
 *     s = 2 mean|u| / sqrt(Qp) at the start                                            sec. 2.1
 *
 * As published: -2^(b-1) .. 2^(b-1) - 1, from the trained float network; of one bit and of three levels there is nothing,
 * Qp would be 0. (The paper has 2, 3, 4 and 8 bits.) Rounding is half to even there, as in its implementations.
 * On the controlled track: the suite's levels, symmetric and without a zero where L is even, Qn = Qp = (L - 1) / 2, from
 * scratch. Two levels are the sign quantizer there, q = sign(v) / 2.
 *
 * N is the number of weights that share the step. The start is the paper's and not a least-squares fit, because weights
 * outside of the grid get no gradient: of Gaussian ones that is 26 % at one bit, and 42 % with the fit.
 *
 * Deviations, on either track:
 * - 1 / sqrt(N Qp) (sec. 2.2) multiplies the step's rate, not its gradient. Without weight decay the two are the same for
 *   SGD, with and without momentum; Adam divides any factor of the gradient out again, and would change s, of a hundredth,
 *   by the full rate in every step;
 * - s is kept positive by a lower bound, and has no weight decay.
 */
import * as tf from "@tensorflow/tfjs-core";
import {
  floatGrid,
  levelColumns,
  midpoints,
  overRows,
  type PublishedVariant,
  quantizeWith,
  scaledCodebooks,
  scaleTimesUnit,
  signedIntegerGrid,
  type Variant,
  type WeightRule,
} from "qat-core";
import { staircases, type Thresholds } from "qat-ops";

/** LSQ on the suite's levels, and as published on signed integers. */
export function learnedStep(): Variant {
  const rule = onUnitLevels();
  return {
    ...rule,
    asPublished: {
      ...rule,
      startsFrom: "float",
      grid({ weightLevels }) {
        const bits = Math.log2(weightLevels);
        return Number.isInteger(bits) && bits >= 2 ? signedIntegerGrid(bits) : undefined;
      },
    },
  };
}

/** LSQ on the levels s unit[k]. */
function onUnitLevels(): Omit<PublishedVariant, "grid"> {
  return {
    options: { learnsStep: true },
    startsFrom: "scratch",
    supports: (_, { unit, levels }) =>
      unit || !Number.isFinite(levels)
        ? { supported: true }
        : { supported: false, reason: "learns one scale, and this grid's levels are not multiples of one" },
    weights(latents, { grid }): WeightRule {
      const { unit, granularity, ties } = grid;
      if (!unit) {
        const float = floatGrid();
        const quantize = (u: readonly tf.Tensor[]) => u.map((latent) => quantizeWith(latent, float.fit(latent)));
        return { state: {}, learned: [], view: (u) => ({ live: u }), quantize };
      }
      const [lowest, highest] = [unit[0] as number, unit.at(-1) as number];
      const sum = overRows(granularity, tf.sum);
      const mean = overRows(granularity, tf.mean);
      const initialStep = (u: tf.Tensor) => tf.mul(mean(tf.abs(u)), 2 / Math.sqrt(highest));
      const steps = latents.map((u) => tf.tidy(() => tf.variable(tf.maximum(initialStep(u), smallestStep), false)));
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
          const codebooks = scaledCodebooks(steps, unit);
          const [levels, between] = [levelColumns(codebooks), midpoints(codebooks, ties)];
          const unitLevels = tf.unstack(tf.tensor1d([...unit]));
          const tensors = steps.map((step, i) => {
            const latent = u[i] as tf.Tensor;
            const values = [levels[i] as tf.Tensor[], unitLevels];
            const [live, q] = staircases(latent, between[i] as Thresholds, values) as [tf.Tensor, tf.Tensor];
            return { latent, step, live, q };
          });
          return {
            live: tensors.map(({ live }) => live),
            pullback(gradients) {
              const pulled = tensors.map(({ latent, step, q }, i) => {
                const v = tf.div(latent, step);
                const inside = tf.cast(tf.equal(v, tf.clipByValue(v, lowest, highest)), "float32");
                const slope = tf.sub(q, tf.mul(v, inside));
                const g = gradients[i] as tf.Tensor;
                return { latent: tf.mul(g, inside), step: sum(tf.mul(g, slope)) };
              });
              return { latents: pulled.map(({ latent }) => latent), learned: pulled.map(({ step }) => step) };
            },
          };
        },
        quantize: (u) =>
          u.map((latent, i) => tf.tidy(() => quantizeWith(latent, scaleTimesUnit(steps[i] as tf.Tensor, unit), ties))),
        quantities: () => ({ "step size": tf.mean(tf.stack(steps.map((step) => tf.mean(step)))) }),
      };
    },
  };
}

const smallestStep = 1e-8;
