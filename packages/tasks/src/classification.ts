/** Loss and metric of every task that names one class an example. Targets are int32 labels, [batch]. */
import {
  argMax,
  cast,
  equal,
  mean,
  type Scalar,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import { softmaxCrossEntropy } from "qat-ops";
import type { Metric } from "./task.ts";

/** Mean softmax cross-entropy of a batch, in nats. @param logits [batch, classes] */
export function crossEntropy(logits: Tensor, labels: Tensor): Scalar {
  return mean(softmaxCrossEntropy(logits as Tensor2D, labels as Tensor1D));
}

/** Share of examples whose largest logit is at their label, in per cent; the first of equal logits counts. */
export const accuracy: Metric = {
  name: "accuracy",
  unit: "%",
  direction: "higher",
  total: (logits, labels) => sum(areCorrect(logits, labels)),
  correct: areCorrect,
  value: (total, examples) => (100 * total) / examples,
};

function areCorrect(logits: Tensor, labels: Tensor): Tensor1D {
  return cast(equal(argMax(logits, 1), labels), "float32");
}
