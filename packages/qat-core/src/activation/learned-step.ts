import * as tf from "@tensorflow/tfjs-core";
import type { ActivationQuantizer, ActivationRule, ActivationSetup } from "./activation-rule.ts";

/**
 * Learned step size quantization of activations (Esser et al. 2020, arXiv 1902.08153): one step s > 0 a tensor,
 *
 *     v = x / s,   x^ = s round(clip(v, -Qn, Qp))                               eq. 1, 2
 *     dx^/dx = 1 inside, 0 outside
 *     dx^/ds = round(v) - v inside, -Qn below, Qp above                         eq. 3
 *
 * with Qn = 0, Qp = L - 1 unsigned; Qn = L / 2, Qp = L / 2 - 1 signed: below, lowest = -Qn and highest = Qp. The
 * gradient of s is scaled by 1 / sqrt(N Qp), N the features of one example (sec. 2.2); s starts at 2 mean|x| / sqrt(Qp)
 * of the first batch (sec. 2.1). Deviation: with two signed levels Qp would be 0, so the scale factors take max(Qp, 1)
 * there. Rounding is half to even, as the engines' is.
 */
export function learnedStep({ name, levels, signed }: ActivationSetup): ActivationRule {
  const lowest = signed ? -levels / 2 : 0;
  const highest = lowest + levels - 1;
  const positive = Math.max(highest, 1);
  const step = tf.tidy(() => tf.variable(tf.scalar(1), false));
  const smallest = 1e-8;

  const quantize = (x: tf.Tensor, s: tf.Tensor) => tf.mul(tf.round(tf.clipByValue(tf.div(x, s), lowest, highest)), s);

  const view = tf.customGrad((x, s, save) => {
    const [value, stepSize] = [x as tf.Tensor, s as tf.Tensor];
    (save as tf.GradSaveFunc)([value, stepSize]);
    return {
      value: quantize(value, stepSize),
      gradFunc: (dy, saved) => {
        const [xs, ss] = saved as [tf.Tensor, tf.Tensor];
        const v = tf.div(xs, ss);
        const clipped = tf.clipByValue(v, lowest, highest);
        const inside = tf.cast(tf.equal(v, clipped), "float32");
        // Outside, round(clip) is the bound and v drops out: eq. 3 in one expression.
        const slope = tf.sub(tf.round(clipped), tf.mul(v, inside));
        const features = xs.size / (xs.shape[0] ?? 1);
        const scale = 1 / Math.sqrt(features * positive);
        return [tf.mul(dy, inside), tf.reshape(tf.mul(tf.sum(tf.mul(dy, slope)), scale), ss.shape)];
      },
    };
  });

  return {
    learned: [
      {
        name: `${name}/step`,
        value: step,
        gradientScale: 1,
        bounds: [smallest, Number.MAX_VALUE],
        rateFactor: 1,
      },
    ],
    state: {},
    initialise(x) {
      tf.tidy(() => {
        step.assign(tf.maximum(tf.mul(tf.mean(tf.abs(x)), 2 / Math.sqrt(positive)), smallest));
      });
    },
    view: (x, [s]) => view(x, s ?? step),
    async quantizer(): Promise<ActivationQuantizer> {
      const [scale = Number.NaN] = await step.data();
      return { scale, offset: lowest, levels };
    },
  };
}
