import { add, logSumExp, mean, mul, type Scalar, sub, type Tensor } from "@tensorflow/tfjs-core";
import { crossEntropy } from "./classification.ts";

/**
 * Mean cross-entropy of a batch with smoothed labels (Szegedy et al. 2015, arXiv 1512.00567, sec. 7), in nats: a share
 * `smoothing` of each label is spread over all K classes alike. With q the label and u the uniform distribution,
 *
 *     H(q', p) = (1 - smoothing) H(q, p) + smoothing H(u, p),    H(u, p) = log(sum_k exp(z_k)) - mean_k z_k
 *
 * of logits z: the loss of `crossEntropy`, and no label as a row of K numbers.
 *
 * @param smoothing epsilon, in [0, 1)
 * @returns a task's `loss`, of logits [batch, classes] and int32 labels [batch]
 * @throws {RangeError} when `smoothing` is not in [0, 1)
 */
export function smoothedCrossEntropy(smoothing: number): (logits: Tensor, labels: Tensor) => Scalar {
  if (!(smoothing >= 0 && smoothing < 1)) {
    throw new RangeError(`label smoothing is ${smoothing}; allowed is a number from 0 to less than 1`);
  }
  return (logits, labels) => {
    const uniform = mean(sub(logSumExp(logits, 1, true), logits));
    return add(mul(crossEntropy(logits, labels), 1 - smoothing), mul(uniform, smoothing));
  };
}
