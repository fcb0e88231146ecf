import * as tf from "@tensorflow/tfjs-core";
import { kernelOrComposed } from "./kernel-or-composed.ts";

/** Kernel `Relu6Grad`: inputs `dy` and `y` (relu6's output), same shape, float32; output `dx`, that shape. */
export const RELU6_GRAD = "Relu6Grad";

/** The composed reference of kernel `Relu6Grad`: `dy` where `0 < y < 6`, else 0. */
export function relu6GradComposed(dy: tf.Tensor, y: tf.Tensor): tf.Tensor {
  return tf.mul(dy, tf.cast(tf.logicalAnd(tf.greater(y, 0), tf.less(y, 6)), "float32"));
}

/**
 * `min(max(x, 0), 6)` elementwise (Krizhevsky 2010, "Convolutional deep belief networks on CIFAR-10", sec. 2), whose
 * gradient is one operation where the engine has it. The derivative is 0 at 0 and at 6. Differentiable once.
 *
 * @param x float32, any shape.
 * @returns the shape of `x`.
 */
export function relu6<T extends tf.Tensor>(x: T): T {
  const run = tf.customGrad((input, save) => {
    const y = tf.relu6(input as tf.Tensor);
    (save as tf.GradSaveFunc)([y]);
    return { value: y, gradFunc: (dy, [saved]) => relu6Grad(dy as tf.Tensor, saved as tf.Tensor) };
  });
  return run(x) as T;
}

function relu6Grad(dy: tf.Tensor, y: tf.Tensor): tf.Tensor {
  return kernelOrComposed(RELU6_GRAD, { dy, y }, {}, () => [relu6GradComposed(dy, y)])[0] as tf.Tensor;
}
