import * as tf from "@tensorflow/tfjs-core";
import { kernelOrComposed } from "./kernel-or-composed.ts";

/** Kernel `ReluGrad`: inputs `dy` and `y` (relu's output), same shape, float32; output `dx`, that shape. */
export const RELU_GRAD = "ReluGrad";

/** The composed reference of kernel `ReluGrad`: `dy` where `y > 0`, else 0. */
export function reluGradComposed(dy: tf.Tensor, y: tf.Tensor): tf.Tensor {
  return tf.mul(dy, tf.step(y));
}

/**
 * `max(x, 0)` elementwise, whose gradient is one operation where the engine has it (tfjs's own composes two).
 * The derivative at 0 is 0. Differentiable once.
 *
 * @param x float32, any shape.
 * @returns the shape of `x`.
 */
export function relu<T extends tf.Tensor>(x: T): T {
  const run = tf.customGrad((input, save) => {
    const y = tf.relu(input as tf.Tensor);
    (save as tf.GradSaveFunc)([y]);
    return { value: y, gradFunc: (dy, [saved]) => reluGrad(dy as tf.Tensor, saved as tf.Tensor) };
  });
  return run(x) as T;
}

function reluGrad(dy: tf.Tensor, y: tf.Tensor): tf.Tensor {
  return kernelOrComposed(RELU_GRAD, { dy, y }, {}, () => [reluGradComposed(dy, y)])[0] as tf.Tensor;
}
