import * as tf from "@tensorflow/tfjs-core";
import { kernelOrComposed } from "./kernel-or-composed.ts";

/** Kernel `L2Loss`: input `x` float32, not empty; output a scalar, half the sum of its squares. */
export const L2_LOSS = "L2Loss";

/** The composed reference of kernel `L2Loss`. */
export function l2LossComposed(x: tf.Tensor): tf.Scalar {
  return tf.mul<tf.Scalar>(tf.sum(tf.square(x)), 0.5);
}

/**
 * sum x^2 / 2, in one pass where the engine has it. Not differentiable.
 * @param x float32, any shape, not empty
 */
export function l2Loss(x: tf.Tensor): tf.Scalar {
  return kernelOrComposed(L2_LOSS, { x }, {}, () => [l2LossComposed(x)])[0] as tf.Scalar;
}
