/**
 * The proximal maps of ProxQuant (Bai, Wang, Liberty 2019, arXiv 1810.00861, sec. 3.1, app. A), for any grid: q is the
 * level nearest to u, of u's shape, and what is drawn to q by strength c never crosses it. Both leave u bit for bit at
 * strength 0.
 */
import * as tf from "@tensorflow/tfjs-core";

/**
 * argmin_x |x - u|^2 / 2 + c |x - q| = q + sign(u - q) max(|u - q| - c, 0): eq. 7. Written as the median of u - c, q and
 * u + c, it lands on q exactly where it lands, and moves u = 0 as any other weight.
 * @param c >= 0, a scalar or one an output channel, in the unit of u
 */
export function proxL1(u: tf.Tensor, q: tf.Tensor, c: number | tf.Tensor): tf.Tensor {
  return tf.tidy(() => tf.minimum(tf.maximum(q, tf.sub(u, c)), tf.add(u, c)));
}

/**
 * argmin_x |x - u|^2 / 2 + c / 2 |x - q|^2 = (u + c q) / (1 + c): the binary case of the paper's sec. 3.1, and the
 * authors' code for all cases. (The paper's app. A writes 2 c for ternary and multi-bit, which only rescales lambda.)
 * @param c >= 0, without unit
 */
export function proxL2(u: tf.Tensor, q: tf.Tensor, c: number): tf.Tensor {
  return tf.tidy(() => tf.add(u, tf.mul(tf.sub(q, u), c / (1 + c))));
}
