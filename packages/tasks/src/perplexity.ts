/** Loss and metric of language models: logits [batch, steps, words], targets int32 [batch, steps], the words that follow. */
import { div, mean, type Rank, reshape, type Scalar, sum, type Tensor, type Tensor1D } from "@tensorflow/tfjs-core";
import { softmaxCrossEntropy } from "qat-ops";
import type { Metric } from "./task.ts";

/** Mean softmax cross-entropy of a batch's words, in nats. */
export function wordCrossEntropy(logits: Tensor, words: Tensor): Scalar {
  return mean(ofEachWord(logits, words));
}

/** exp of the mean negative log likelihood of a word. Every example has equally many of them. */
export const perplexity: Metric = {
  name: "perplexity",
  unit: "",
  direction: "lower",
  total: (logits, words) => div(sum(ofEachWord(logits, words)), words.shape[1] as number),
  value: (total, examples) => Math.exp(total / examples),
};

function ofEachWord(logits: Tensor, words: Tensor): Tensor1D {
  const classes = logits.shape.at(-1) as number;
  return softmaxCrossEntropy(reshape<Rank.R2>(logits, [-1, classes]), reshape<Rank.R1>(words, [-1]));
}
