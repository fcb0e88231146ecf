import * as tf from "@tensorflow/tfjs-core";
import { kernelOrComposed } from "./kernel-or-composed.ts";

/**
 * Kernel `SparseSoftmaxCrossEntropyWithLogits`: inputs `logits` [batch, classes] float32 and `labels` [batch] int32;
 * outputs `loss` [batch] and `dLogits` [batch, classes], the derivative of each example's own loss.
 */
export const SOFTMAX_CROSS_ENTROPY = "SparseSoftmaxCrossEntropyWithLogits";

/**
 * The composed reference: with `p = softmax(logits)`, the loss is `-log p[label]` and its derivative `p - onehot(label)`.
 * Logits are shifted by their maximum, so that no exponential overflows.
 *
 * @returns `[loss, dLogits]` as the kernel declares them.
 */
export function softmaxCrossEntropyComposed(logits: tf.Tensor2D, labels: tf.Tensor1D): [tf.Tensor1D, tf.Tensor2D] {
  const classes = logits.shape[1];
  const target = tf.oneHot(labels, classes);
  const shifted = tf.sub(logits, tf.max(logits, 1, true));
  const exponentials = tf.exp(shifted);
  const total = tf.sum(exponentials, 1, true);
  const ownLogit = tf.sum(tf.mul(shifted, target), 1);
  const loss = tf.sub(tf.squeeze(tf.log(total), [1]), ownLogit) as tf.Tensor1D;
  return [loss, tf.sub(tf.div(exponentials, total), target) as tf.Tensor2D];
}

/**
 * Softmax cross-entropy of each example; the loss to minimise is its `tf.mean`. Loss and gradient are computed together,
 * in one operation where the engine has it. Differentiable once, with respect to `logits`.
 *
 * @param logits [batch, classes], at least 2 classes, float32, unnormalised log probabilities.
 * @param labels [batch], int32, the index of the right class, each in [0, classes). Their values are not checked,
 *   because that would read them back in every step: the data's loader does it once.
 * @returns [batch], in nats.
 * @throws RangeError where shapes or types do not fit.
 */
export function softmaxCrossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  const [batch, classes] = logits.shape;
  if (logits.rank !== 2 || classes < 2 || labels.rank !== 1 || labels.shape[0] !== batch || labels.dtype !== "int32") {
    throw new RangeError(
      `[qat-ops] softmaxCrossEntropy got logits [${logits.shape}] and labels [${labels.shape}] of type ${labels.dtype}; ` +
        "allowed are logits [batch, classes >= 2] and int32 labels [batch]. Pass class indices, not one-hot rows.",
    );
  }
  const run = tf.customGrad((input, save) => {
    const own = input as tf.Tensor2D;
    const [loss, dLogits] = kernelOrComposed(SOFTMAX_CROSS_ENTROPY, { logits: own, labels }, {}, () =>
      softmaxCrossEntropyComposed(own, labels),
    ) as [tf.Tensor1D, tf.Tensor2D];
    (save as tf.GradSaveFunc)([dLogits]);
    return {
      value: loss,
      gradFunc: (dy, [saved]) => tf.mul(tf.expandDims(dy as tf.Tensor1D, 1), saved as tf.Tensor),
    };
  });
  return run(logits) as tf.Tensor1D;
}
