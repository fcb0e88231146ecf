/**
 * Activations under noise tempering: a RECONSTRUCTION, see index.ts. The equations of tempered-weights.ts with the integers
 * q = round(clip(x / s, lowest, highest)), half to even as the exported quantizer rounds, 0 .. L - 1 after a ReLU, else
 * -L / 2 .. L / 2 - 1. The noise of a step is drawn again from its seed in the backward pass instead of being kept.
 * The step starts as LSQ's, 2 mean|x| / sqrt(Qp) of the first batch; N is the features of one example.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { ActivationRule, ActivationSetup } from "qat-core";
import { uniformNoise } from "qat-ops";
import { closedFormScale } from "./element-wise-scale.ts";
import { amplitude, smallestStep, type Tempering } from "./tempering.ts";

export function temperedActivations(
  { name, levels, signed, seed }: ActivationSetup,
  { temperature, gradientScale }: Tempering,
): ActivationRule {
  const lowest = signed ? -levels / 2 : 0;
  const highest = lowest + levels - 1;
  const positive = Math.max(highest, 1);
  const step = tf.tidy(() => tf.variable(tf.scalar(1), false));
  const kappa = gradientScale === "amplitude" ? amplitude(`${name}/kappa`, 1) : undefined;

  const inBins = (x: tf.Tensor, s: tf.Tensor) => {
    const v = tf.div(x, s);
    const clipped = tf.clipByValue(v, lowest, highest);
    const q = tf.round(clipped);
    return { q, error: tf.sub(clipped, q), inside: tf.equal(v, clipped) };
  };

  return {
    learned: [
      { name: `${name}/step`, value: step, gradientScale: 1, bounds: [smallestStep, Number.MAX_VALUE], rateFactor: 1 },
      ...(kappa ? [kappa] : []),
    ],
    state: {},
    initialise(x) {
      tf.tidy(() => step.assign(tf.maximum(tf.mul(tf.mean(tf.abs(x)), 2 / Math.sqrt(positive)), smallestStep)));
    },
    view(x, [s = step, k = tf.scalar(1)], at) {
      const tau = temperature(at.progress);
      const noiseLike = (like: tf.Tensor) => tf.mul(uniformNoise(like.shape, [seed, at.step]), tau);
      const factor = 1 / Math.sqrt((x.size / (x.shape[0] ?? 1)) * positive);
      const view = tf.customGrad((...inputs) => {
        const [value, stepSize, scale, save] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor, unknown];
        (save as tf.GradSaveFunc)([value, stepSize, scale]);
        const { q, error } = inBins(value, stepSize);
        return {
          value: tf.mul(stepSize, tf.add(q, tf.mul(tf.mul(noiseLike(value), scale), error))),
          gradFunc: (dy, saved) => {
            const [xs, ss, ks] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
            const { q, error, inside } = inBins(xs, ss);
            const xi = noiseLike(xs);
            const noise = tf.mul(xi, ks);
            const masked = tf.mul(dy, tf.cast(inside, "float32"));
            const total = (slope: tf.Tensor, like: tf.Tensor) =>
              tf.reshape(tf.mul(tf.sum(tf.mul(dy, slope)), factor), like.shape);
            return [
              kappa
                ? tf.mul(masked, tf.add(noise, 1))
                : tf.add(masked, tf.mul(tf.mul(tf.abs(masked), error), closedFormScale(masked, error))),
              total(tf.where(inside, tf.mul(error, tf.sub(noise, 1)), q), ss),
              total(tf.mul(tf.mul(ss, xi), error), ks),
            ];
          },
        };
      });
      return view(x, s, k);
    },
    async quantizer() {
      const [scale = Number.NaN] = await step.data();
      return { scale, offset: lowest, levels };
    },
  };
}
