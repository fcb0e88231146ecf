/**
 * The element-wise scale of gradients, EWGS (Lee, Kim, Ham: "Network quantization with element-wise gradient scaling",
 * CVPR 2021, arXiv 2104.00903): with e the rounding error in units of the step,
 *
 *     dL/du = g (1 + delta sign(g) e) = g + delta |g| e,   delta in [0, 1]
 *
 * A gradient that would push a weight away from its level, over the threshold, is enlarged. EWGS sets delta from the
 * Hessian's trace every few epochs; "learnable", as noise tempering's abstract has it, is here for weights its gradient
 * along the step that was taken (Baydin et al. 2018, arXiv 1703.04782), for delta has no other effect on the loss:
 *
 *     dL_t/d delta = -rate <g_t, |g_(t-1)| e_(t-1)>,   divided by rate |g_(t-1)|^2 so that its size means the same anywhere
 */
import * as tf from "@tensorflow/tfjs-core";
import type { LearnedParameter } from "qat-core";

/** One delta a weight tensor, and what its gradient needs to remember of the step before. */
export interface ElementWiseScales {
  readonly learned: readonly LearnedParameter[];
  readonly state: Readonly<Record<string, tf.Variable>>;
  /**
   * How the gradient reaches latent `index` and its delta; called once a step.
   * @param gradient of the live weight, 0 outside of the grid; of the latent's shape, as `error`
   * @param error e, in units of the step
   */
  pull(index: number, gradient: tf.Tensor, error: tf.Tensor): { readonly latent: tf.Tensor; readonly scale: tf.Tensor };
}

export function startElementWiseScales(latents: readonly tf.Tensor[]): ElementWiseScales {
  const own = latents.map((u) =>
    tf.tidy(() => ({
      delta: tf.variable<tf.Rank.R0>(tf.scalar(0), false),
      /** |g| e / |g|^2 of the step before. */
      previous: tf.variable(tf.zeros(u.shape), false),
    })),
  );
  return {
    learned: own.map(({ delta }, i) => ({
      name: `delta/${i}`,
      value: delta,
      gradientScale: 1,
      bounds: [0, 1],
      rateFactor: 1,
    })),
    state: Object.fromEntries(own.map(({ previous }, i) => [`previous/${i}`, previous])),
    pull(index, gradient, error) {
      const { delta, previous } = own[index] as (typeof own)[number];
      const push = tf.mul(tf.abs(gradient), error);
      const scale = tf.neg(tf.sum(tf.mul(gradient, previous)));
      previous.assign(tf.div(push, tf.add(tf.sum(tf.square(gradient)), smallest)));
      return { latent: tf.add(gradient, tf.mul(push, delta)), scale };
    },
  };
}

/**
 * delta of a batch of activations, in closed form: the least-squares slope of sign(g) over e (after the "AEWGS" rule of
 * aifoundry-org/MHAQ), clipped to [0, 1].
 * @returns a scalar
 */
export function closedFormScale(gradient: tf.Tensor, error: tf.Tensor): tf.Scalar {
  const variance = tf.sub(tf.mean(tf.square(error)), tf.square(tf.mean(error)));
  const slope = tf.div<tf.Scalar>(tf.mean(tf.mul(tf.sign(gradient), error)), tf.maximum(variance, 1e-3));
  return tf.clipByValue<tf.Scalar>(slope, 0, 1);
}

/** Keeps a tensor without gradients from dividing 0 by 0. */
const smallest = 1e-30;
