import * as tf from "@tensorflow/tfjs-core";
import { kernelOrComposed } from "./kernel-or-composed.ts";

/**
 * Kernel `LayerNorm`: inputs `x` [rows, features], `scale` and `offset` [features], float32; attribute `epsilon`; outputs
 * `y` of the shape of `x`, and after it whatever the same engine's gradient wants kept.
 */
export const LAYER_NORM = "LayerNorm";

/**
 * Kernel `LayerNormGrad`: inputs `dy` and `x` of one shape, `scale`, and what `LayerNorm` wants kept, as `kept0`, `kept1`
 * ...; outputs `dx`, `dScale`, `dOffset`.
 */
export const LAYER_NORM_GRAD = "LayerNormGrad";

/**
 * The composed reference of kernel `LayerNorm`.
 * @returns `[y, kept0, kept1]`; kept are x^ = (x - mean) / sqrt(variance + epsilon), and that root's inverse, [rows, 1].
 */
export function layerNormComposed(
  x: tf.Tensor2D,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  epsilon: number,
): [y: tf.Tensor2D, kept0: tf.Tensor2D, kept1: tf.Tensor2D] {
  const centred = tf.sub(x, tf.mean(x, 1, true));
  const variance = tf.mean(tf.square(centred), 1, true);
  const inverse = tf.rsqrt(tf.add(variance, epsilon)) as tf.Tensor2D;
  const normalised = tf.mul(centred, inverse) as tf.Tensor2D;
  return [tf.add(tf.mul(normalised, scale), offset), normalised, inverse];
}

/**
 * The composed reference of kernel `LayerNormGrad`, after what `layerNormComposed` keeps. With g = scale dy, and means over
 * the features of a row,
 *
 *     dOffset = sum dy        dScale = sum dy x^        dx = (g - mean(g) - x^ mean(g x^)) / sqrt(variance + epsilon)
 */
export function layerNormGradComposed(
  dy: tf.Tensor2D,
  scale: tf.Tensor1D,
  normalised: tf.Tensor2D,
  inverse: tf.Tensor2D,
): [dx: tf.Tensor2D, dScale: tf.Tensor1D, dOffset: tf.Tensor1D] {
  const dOffset = tf.sum<tf.Tensor1D>(dy, 0);
  const dScale = tf.sum<tf.Tensor1D>(tf.mul(dy, normalised), 0);
  const g = tf.mul(dy, scale);
  const alongRow = tf.mul(normalised, tf.mean(tf.mul(g, normalised), 1, true));
  return [tf.mul(tf.sub(tf.sub(g, tf.mean(g, 1, true)), alongRow), inverse), dScale, dOffset];
}

/**
 * Layer normalisation (Ba, Kiros, Hinton 2016, arXiv 1607.06450, eq. 4), each row of features by its own mean and biased
 * variance, in training as elsewhere:
 *
 *     y = scale (x - mean) / sqrt(variance + epsilon) + offset
 *
 * Forward and backward pass are one operation each where the engine has them. Differentiable once, by `x`, `scale` and
 * `offset`.
 *
 * @param x [..., features], float32, not empty.
 * @param scale [features]
 * @param offset [features]
 * @param epsilon above 0; the paper has none
 * @returns the shape of `x`
 * @throws RangeError where shapes do not fit, or epsilon is not above 0.
 */
export function layerNorm<T extends tf.Tensor>(x: T, scale: tf.Tensor1D, offset: tf.Tensor1D, epsilon: number): T {
  requireShapes(x, scale, offset);
  if (!(epsilon > 0)) throw new RangeError(`[qat-ops] layerNorm got epsilon ${epsilon}; allowed is a number above 0.`);
  const run = tf.customGrad((...args) => {
    const [rows, gain, shift, save] = args as unknown as [tf.Tensor2D, tf.Tensor1D, tf.Tensor1D, tf.GradSaveFunc];
    const inputs = { x: rows, scale: gain, offset: shift };
    const [y, ...kept] = kernelOrComposed(LAYER_NORM, inputs, { epsilon }, () =>
      layerNormComposed(rows, gain, shift, epsilon),
    ) as [tf.Tensor2D];
    save([rows, gain, ...kept]);
    return { value: y, gradFunc: (dy, saved) => layerNormGrad(dy as tf.Tensor2D, saved) };
  });
  const y = run(tf.reshape(x, [-1, scale.size]), scale, offset);
  return tf.reshape(y, x.shape) as T;
}

function layerNormGrad(dy: tf.Tensor2D, saved: tf.Tensor[]): tf.Tensor[] {
  const [x, scale, ...kept] = saved as [tf.Tensor2D, tf.Tensor1D, ...tf.Tensor2D[]];
  const named = Object.fromEntries(kept.map((tensor, i) => [`kept${i}`, tensor]));
  return kernelOrComposed(LAYER_NORM_GRAD, { dy, x, scale, ...named }, {}, () =>
    layerNormGradComposed(dy, scale, ...(kept as [tf.Tensor2D, tf.Tensor2D])),
  );
}

function requireShapes(x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor): void {
  const fits = ({ shape }: tf.Tensor) => shape.length === 1 && shape[0] === x.shape.at(-1);
  if (x.rank > 0 && x.size > 0 && fits(scale) && fits(offset)) return;
  throw new RangeError(
    `[qat-ops] layerNorm got x [${x.shape}], scale [${scale.shape}] and offset [${offset.shape}]; allowed are ` +
      "x [..., features], not empty, and scale and offset [features].",
  );
}
