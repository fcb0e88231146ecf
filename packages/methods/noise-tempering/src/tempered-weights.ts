/**
 * Weights under noise tempering: a RECONSTRUCTION, see index.ts. On the levels s unit[k], Qp the outermost unit level:
 *
 *     v = u / s,   q = the unit level nearest to v,   e = clip(v, -Qp, Qp) - q in [-1/2, 1/2]
 *     noise = tau kappa xi,   xi uniform in [-1, 1), drawn anew in every step
 *     w = s (q + noise e)                                              what the network sees
 *     dw/du = (1 + noise) where |v| <= Qp, 0 outside                   q by the straight-through estimator
 *     dw/ds = -e (1 - noise) where |v| <= Qp, +-Qp outside             the same
 *     dw/dkappa = s tau xi e
 *     s = 2 mean|u| / sqrt(Qp) at the start, as LSQ's
 *
 * |noise e| <= |e|: the noise is as large as the rounding error, and gone where a weight is on its level or outside of the
 * grid. Two levels are the sign quantizer, q = sign(v) / 2 and e = clip(v, -1/2, 1/2) - q. At tau = 0 this is LSQ.
 *
 * A variant's gradient scale is either that amplitude kappa, learned by its gradient, or EWGS's delta (see
 * element-wise-scale.ts), with kappa = 1.
 */
import * as tf from "@tensorflow/tfjs-core";
import {
  distanceToGrid,
  floatGrid,
  type LearnedParameter,
  midpoints,
  overRows,
  quantizeWith,
  type Setup,
  scaledCodebooks,
  scaleTimesUnit,
  seedFrom,
  type WeightRule,
} from "qat-core";
import { staircases, type Thresholds, uniformNoise } from "qat-ops";
import { startElementWiseScales } from "./element-wise-scale.ts";
import { amplitude, learnedStep, smallestStep, type Tempering } from "./tempering.ts";

/** The rule for weights on a grid whose levels are multiples of one scale; on the float grid, the latents themselves. */
export function temperedWeights(latents: readonly tf.Tensor[], setup: Setup, tempering: Tempering): WeightRule {
  const { grid, seed } = setup;
  const { unit } = grid;
  if (!unit) return floatWeights();
  const highest = unit.at(-1) as number;
  const sum = overRows(grid.granularity, tf.sum);
  const mean = overRows(grid.granularity, tf.mean);
  const initialStep = (u: tf.Tensor) => tf.mul(mean(tf.abs(u)), 2 / Math.sqrt(highest));
  const steps = latents.map((u) => tf.tidy(() => tf.variable(tf.maximum(initialStep(u), smallestStep), false)));
  const noiseSeeds = latents.map((_, i) => seedFrom(seed, "noise", i));
  const factors = latents.map((u, i) => 1 / Math.sqrt((u.size / (steps[i] as tf.Tensor).size) * highest));
  const scales = tempering.gradientScale === "amplitude" ? undefined : startElementWiseScales(latents);
  const kappas = scales ? [] : latents.map((u, i) => amplitude(`kappa/${i}`, 1 / Math.sqrt(u.size * highest)));

  const inBins = (u: tf.Tensor, step: tf.Tensor, between: Thresholds, levels: readonly tf.Tensor[]) => {
    const v = tf.div(u, step);
    const q = staircases(u, between, [levels])[0] as tf.Tensor;
    const inside = tf.lessEqual(tf.abs(v), highest);
    return { q, inside, error: tf.sub(tf.clipByValue(v, -highest, highest), q) };
  };

  const view: WeightRule["view"] = (u, at) => {
    const tau = tempering.temperature(at.progress);
    const between = midpoints(scaledCodebooks(steps, unit));
    const levels = tf.unstack(tf.tensor1d([...unit]));
    const tensors = steps.map((step, i) => {
      const latent = u[i] as tf.Tensor;
      const xi = uniformNoise(latent.shape, [noiseSeeds[i] as number, at.step]);
      const noise = tf.mul(xi, tf.mul(kappas[i]?.value ?? 1, tau));
      return { ...inBins(latent, step, between[i] as Thresholds, levels), step, xi, noise };
    });
    return {
      live: tensors.map(({ step, q, noise, error }) => tf.mul(step, tf.add(q, tf.mul(noise, error)))),
      pullback(gradients) {
        const pulled = tensors.map(({ step, q, inside, error, xi, noise }, i) => {
          const g = gradients[i] as tf.Tensor;
          const ofStep = tf.where(inside, tf.mul(error, tf.sub(noise, 1)), q);
          const ofKappa = tf.mul(tf.mul(step, tf.mul(xi, tau)), error);
          const masked = tf.mul(g, tf.cast(inside, "float32"));
          return {
            step: sum(tf.mul(g, ofStep)),
            ...(scales
              ? scales.pull(i, masked, error)
              : { latent: tf.mul(masked, tf.add(noise, 1)), scale: tf.sum(tf.mul(g, ofKappa)) }),
          };
        });
        return {
          latents: pulled.map(({ latent }) => latent),
          learned: interleaved(
            pulled.map(({ step }) => step),
            pulled.map(({ scale }) => scale),
          ),
        };
      },
    };
  };

  return {
    view,
    state: scales?.state ?? {},
    learned: interleaved(
      steps.map((step, i) => learnedStep(`step/${i}`, step, factors[i] as number)),
      scales?.learned ?? kappas,
    ),
    quantize: (u) =>
      u.map((latent, i) => tf.tidy(() => quantizeWith(latent, scaleTimesUnit(steps[i] as tf.Tensor, unit)))),
    quantities(u, at) {
      const sizes = (scales?.learned ?? kappas).map(({ value }) => value);
      return {
        tau: tempering.temperature(at.progress),
        [scales ? "delta" : "kappa"]: tf.mean<tf.Scalar>(tf.stack(sizes)),
        "distance to grid": distanceToGrid(view(u, at).live, { all: scaledCodebooks(steps, unit) }),
      };
    },
  };
}

function floatWeights(): WeightRule {
  const float = floatGrid();
  const quantize = (u: readonly tf.Tensor[]) => u.map((latent) => quantizeWith(latent, float.fit(latent)));
  return { state: {}, learned: [], view: (u) => ({ live: u }), quantize };
}

/** a0, b0, a1, b1 ...: a tensor's parameters next to each other. */
function interleaved<T extends tf.Tensor | LearnedParameter>(a: readonly T[], b: readonly T[]): T[] {
  return a.flatMap((x, i) => [x, b[i] as T]);
}
