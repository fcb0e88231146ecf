/**
 * Activations under transition rate scheduling: the paper's quantizer (eq. 13) with a learned s_A and the suite's post-scale,
 *
 *     x^ = (s / gamma) round(clip(gamma x / s, a, b))
 *     (a, b, gamma) = (0, L - 1, L) after a ReLU; (-L / 2, L / 2 - 1, L / 2) where values are signed
 *
 * rounding half to even. s starts at 3 std(x) / sqrt(1 - 2 / pi) of the first batch, for a ReLU leaves half of a normal
 * distribution; at 3 std(x) where values are signed. Activations have no latent and no transition rate.
 *
 * Deviation: the paper's output is x^ / s, whose scale the next normalisation takes away. What is exported here has one scale
 * for both sides of the rounding, so that s is a factor of the output, and its gradient is LSQ's (arXiv 1902.08153, eq. 3)
 * in place of -x / s^2 inside, 0 outside:
 *
 *     dx^/ds = (round(v) - v) / gamma inside, a / gamma below, b / gamma above,   v = gamma x / s
 *
 * scaled as LSQ's by 1 / sqrt(N b), N the features of one example. The learned s is kept positive by its bounds, for the
 * official code's |s| + 1e-6.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { ActivationRule, ActivationSetup } from "qat-core";

export function scaledActivations({ name, levels, signed }: ActivationSetup): ActivationRule {
  const lowest = signed ? -levels / 2 : 0;
  const highest = lowest + levels - 1;
  const gamma = signed ? levels / 2 : levels;
  const deviations = 3 / Math.sqrt(signed ? 1 : 1 - 2 / Math.PI);
  const range = tf.tidy(() => tf.variable(tf.scalar(1), false));

  const view = tf.customGrad((...inputs) => {
    const [x, s, save] = inputs as [tf.Tensor, tf.Tensor, unknown];
    (save as tf.GradSaveFunc)([x, s]);
    const step = tf.div(s, gamma);
    return {
      value: tf.mul(tf.round(tf.clipByValue(tf.div(x, step), lowest, highest)), step),
      gradFunc: (dy, saved) => {
        const [xs, ss] = saved as [tf.Tensor, tf.Tensor];
        const v = tf.div(xs, tf.div(ss, gamma));
        const clipped = tf.clipByValue(v, lowest, highest);
        const inside = tf.cast(tf.equal(v, clipped), "float32");
        const slope = tf.div(tf.sub(tf.round(clipped), tf.mul(v, inside)), gamma);
        const factor = 1 / Math.sqrt((xs.size / (xs.shape[0] ?? 1)) * Math.max(highest, 1));
        return [tf.mul(dy, inside), tf.reshape(tf.mul(tf.sum(tf.mul(dy, slope)), factor), ss.shape)];
      },
    };
  });

  return {
    learned: [
      { name: `${name}/range`, value: range, gradientScale: 1, bounds: [smallest, Number.MAX_VALUE], rateFactor: 1 },
    ],
    state: {},
    initialise(x) {
      tf.tidy(() => {
        const deviation = tf.sqrt(tf.moments(x).variance);
        range.assign(tf.maximum(tf.mul(deviation, deviations), smallest));
      });
    },
    view: (x, [s = range]) => view(x, s),
    async quantizer() {
      const [s = Number.NaN] = await range.data();
      return { scale: s / gamma, offset: lowest, levels };
    },
  };
}

const smallest = 1e-8;
