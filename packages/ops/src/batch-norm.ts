import * as tf from "@tensorflow/tfjs-core";
import { kernelOrComposed } from "./kernel-or-composed.ts";

/**
 * Kernel `FusedBatchNormV3`: inputs `x` [batch, height, width, channels], `scale` and `offset` [channels], float32;
 * attribute `epsilon`; outputs `y` of the shape of `x`, `mean` and `variance` [channels], and after them whatever the
 * same engine's gradient kernel wants to have kept.
 */
export const BATCH_NORM = "FusedBatchNormV3";

/**
 * Kernel `FusedBatchNormGradV3`: inputs `dy` and `x` of one shape, `scale`, and what `FusedBatchNormV3` wants kept, as
 * `kept0`, `kept1` ...; attribute `epsilon`; outputs `dx`, `dScale`, `dOffset`.
 */
export const BATCH_NORM_GRAD = "FusedBatchNormGradV3";

/** A normalised batch, and the batch's own moments, through which no gradient flows. */
export interface BatchNorm<T extends tf.Tensor> {
  readonly y: T;
  /** [channels] */
  readonly mean: tf.Tensor1D;
  /** [channels], the unbiased estimate. */
  readonly variance: tf.Tensor1D;
}

/**
 * The composed reference of kernel `FusedBatchNormV3`.
 *
 * @returns `[y, mean, variance, kept0, kept1]`; kept are the mean and 1 / sqrt(biased variance + epsilon).
 */
export function batchNormComposed(
  x: tf.Tensor4D,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  epsilon: number,
): [y: tf.Tensor4D, mean: tf.Tensor1D, variance: tf.Tensor1D, kept0: tf.Tensor1D, kept1: tf.Tensor1D] {
  const mean = tf.mean<tf.Tensor1D>(x, [0, 1, 2]);
  const centred = tf.sub(x, mean);
  const biased = tf.mean<tf.Tensor1D>(tf.square(centred), [0, 1, 2]);
  const inverse = tf.rsqrt(tf.add(biased, epsilon)) as tf.Tensor1D;
  const y = tf.add(tf.mul(centred, tf.mul(inverse, scale)), offset) as tf.Tensor4D;
  return [y, mean, tf.mul(biased, besselCorrection(x.shape)), tf.clone(mean), inverse];
}

/**
 * The composed reference of kernel `FusedBatchNormGradV3`, after what `batchNormComposed` keeps. With n values a channel
 * and x^ = (x - mean) / sqrt(variance + epsilon), the equations of section 3 of the paper come to
 *
 *     dOffset = sum dy        dScale = sum dy x^        dx = scale / sqrt(variance + epsilon) (dy - (dOffset + x^ dScale) / n)
 */
export function batchNormGradComposed(
  dy: tf.Tensor4D,
  x: tf.Tensor4D,
  scale: tf.Tensor1D,
  mean: tf.Tensor1D,
  inverse: tf.Tensor1D,
): [dx: tf.Tensor4D, dScale: tf.Tensor1D, dOffset: tf.Tensor1D] {
  const normalised = tf.mul(tf.sub(x, mean), inverse);
  const dOffset = tf.sum<tf.Tensor1D>(dy, [0, 1, 2]);
  const dScale = tf.sum<tf.Tensor1D>(tf.mul(dy, normalised), [0, 1, 2]);
  const common = tf.div(tf.add(dOffset, tf.mul(normalised, dScale)), valuesPerChannel(x.shape));
  return [tf.mul(tf.sub(dy, common), tf.mul(scale, inverse)), dScale, dOffset];
}

/**
 * Batch normalisation in training (Ioffe, Szegedy 2015, arXiv 1502.03167, algorithm 1), each channel by the batch's own
 * moments over all axes but the last:
 *
 *     y = scale (x - mean) / sqrt(variance + epsilon) + offset
 *
 * `y` is made with the biased variance, the sum of squares by n. The variance that is returned is the unbiased estimate
 * for running statistics, the sum of squares by n - 1, as the paper's algorithm 2, PyTorch and TensorFlow have it; 0
 * where n = 1. Forward and backward pass are one operation each where the engine has them. Differentiable once, by `x`,
 * `scale` and `offset`.
 *
 * Once trained, running statistics serve instead: that is tfjs's own `tf.batchNorm`.
 *
 * @param x [batch, height, width, channels] or [batch, channels], float32, not empty.
 * @param scale [channels]
 * @param offset [channels]
 * @param epsilon above 0
 * @throws RangeError where shapes do not fit, or epsilon is not above 0.
 */
export function batchNorm<T extends tf.Tensor2D | tf.Tensor4D>(
  x: T,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  epsilon: number,
): BatchNorm<T> {
  requireShapes(x, scale, offset);
  if (!(epsilon > 0)) throw new RangeError(`[qat-ops] batchNorm got epsilon ${epsilon}; allowed is a number above 0.`);
  const [batch = 0, channels = 0] = x.shape;
  const images = x.rank === 4 ? (x as tf.Tensor4D) : tf.reshape<tf.Rank.R4>(x, [batch, 1, 1, channels]);

  let kept: tf.Tensor[] = [];
  const run = tf.customGrad((...args) => {
    const [input, gain, shift, save] = args as unknown as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D, tf.GradSaveFunc];
    const [y, mean, variance, ...forGradient] = kernelOrComposed(
      BATCH_NORM,
      { x: input, scale: gain, offset: shift },
      { epsilon },
      () => batchNormComposed(input, gain, shift, epsilon),
    ) as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D];
    // A custom gradient returns one tensor and disposes the others that it made.
    kept = [tf.keep(mean), tf.keep(variance)];
    save([input, gain, ...forGradient]);
    return { value: y, gradFunc: (dy, saved) => batchNormGrad(dy as tf.Tensor4D, saved, epsilon) };
  });
  const y = run(images, scale, offset);
  const [mean, variance] = kept.map(release) as [tf.Tensor1D, tf.Tensor1D];
  return { y: (x.rank === 4 ? y : tf.reshape(y, x.shape)) as T, mean, variance };
}

function batchNormGrad(dy: tf.Tensor4D, saved: tf.Tensor[], epsilon: number): tf.Tensor[] {
  const [x, scale, ...kept] = saved as [tf.Tensor4D, tf.Tensor1D, ...tf.Tensor1D[]];
  const named = Object.fromEntries(kept.map((tensor, i) => [`kept${i}`, tensor]));
  return kernelOrComposed(BATCH_NORM_GRAD, { dy, x, scale, ...named }, { epsilon }, () =>
    batchNormGradComposed(dy, x, scale, ...(kept as [tf.Tensor1D, tf.Tensor1D])),
  );
}

/** A kept tensor as one that the caller's tidy disposes. */
function release(kept: tf.Tensor): tf.Tensor {
  const released = tf.clone(kept);
  kept.dispose();
  return released;
}

function valuesPerChannel([batch, height, width]: [number, number, number, number]): number {
  return batch * height * width;
}

/** What makes the biased variance the unbiased one. */
function besselCorrection(shape: [number, number, number, number]): number {
  const n = valuesPerChannel(shape);
  return n / Math.max(1, n - 1);
}

function requireShapes(x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor): void {
  const fits = ({ shape }: tf.Tensor) => shape.length === 1 && shape[0] === x.shape.at(-1);
  if ((x.rank === 2 || x.rank === 4) && x.size > 0 && fits(scale) && fits(offset)) return;
  throw new RangeError(
    `[qat-ops] batchNorm got x [${x.shape}], scale [${scale.shape}] and offset [${offset.shape}]; allowed are ` +
      "x [batch, height, width, channels] or [batch, channels], not empty, and scale and offset [channels].",
  );
}
