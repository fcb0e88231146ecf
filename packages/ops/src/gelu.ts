import * as tf from "@tensorflow/tfjs-core";
import { kernelOrComposed } from "./kernel-or-composed.ts";

/** Kernel `Gelu`: input `x` float32; outputs `y`, that shape, and after it whatever the same engine's gradient wants kept. */
export const GELU = "Gelu";

/**
 * Kernel `GeluGrad`: inputs `dy` and `x` of one shape, and what `Gelu` wants kept, as `kept0`, `kept1` ...; output `dx`,
 * that shape.
 */
export const GELU_GRAD = "GeluGrad";

/** The composed reference of kernel `Gelu`. @returns `[y, kept0]`; kept is Phi(x). */
export function geluComposed(x: tf.Tensor): [y: tf.Tensor, kept0: tf.Tensor] {
  const phi = tf.add(tf.mul(tf.erf(tf.mul(x, Math.SQRT1_2)), 0.5), 0.5);
  return [tf.mul(x, phi), phi];
}

/** The composed reference of kernel `GeluGrad`, after what `geluComposed` keeps: dy (Phi(x) + x exp(-x^2 / 2) / sqrt(2 pi)). */
export function geluGradComposed(dy: tf.Tensor, x: tf.Tensor, phi: tf.Tensor): tf.Tensor {
  const density = tf.mul(tf.exp(tf.mul(tf.square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
  return tf.mul(dy, tf.add(phi, tf.mul(x, density)));
}

/**
 * The Gaussian error linear unit (Hendrycks, Gimpel 2016, arXiv 1606.08415, eq. 1): x Phi(x), Phi the standard normal
 * distribution function, (1 + erf(x / sqrt(2))) / 2. This is the function itself, as DeiT and PyTorch have it, not the
 * paper's approximation by tanh: it takes no more operations, its density being the derivative. Differentiable once.
 *
 * @param x float32, any shape.
 * @returns the shape of `x`.
 */
export function gelu<T extends tf.Tensor>(x: T): T {
  const run = tf.customGrad((input, save) => {
    const own = input as tf.Tensor;
    const [y, ...kept] = kernelOrComposed(GELU, { x: own }, {}, () => geluComposed(own)) as [tf.Tensor];
    (save as tf.GradSaveFunc)([own, ...kept]);
    return { value: y, gradFunc: (dy, saved) => geluGrad(dy as tf.Tensor, saved) };
  });
  return run(x) as T;
}

function geluGrad(dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor {
  const [x, ...kept] = saved as [tf.Tensor, ...tf.Tensor[]];
  const named = Object.fromEntries(kept.map((tensor, i) => [`kept${i}`, tensor]));
  return kernelOrComposed(GELU_GRAD, { dy, x, ...named }, {}, () => [
    geluGradComposed(dy, x, kept[0] as tf.Tensor),
  ])[0] as tf.Tensor;
}
