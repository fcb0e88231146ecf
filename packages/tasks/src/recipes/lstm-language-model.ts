import { schedule, sgd } from "qat-core";
import type { Windows } from "../data/text-examples.ts";
import type { Recipe } from "../task.ts";

/** Batches of 20 streams, through which backpropagation goes 30 words back. */
export const windows: Windows = { streams: 20, steps: 30 };

/**
 * How ProxQuant trains its LSTM on the Penn Treebank (arXiv 1810.00861, sec. 4.2): 80 epochs of SGD at a rate of 20 that is
 * divided by 1.2 after every epoch without progress on validation text, gradients clipped to a norm of 0.25, and a
 * dropout of 0.5, which is the network's. The loss is the mean over words, as PyTorch's is, which the rate is made for. No weight
 * decays: the paper names no decay.
 *
 * What methods learn, step sizes and the like, moves at a rate of 0.1: at 20, with gradients that are not
 * clipped, scales leave the weights' range within forty steps.
 */
export const lstmRecipe: Recipe = {
  optimizer: sgd(),
  rate: schedule.constant(20),
  rateName: "20, / 1.2 on a plateau",
  plateau: { divideBy: 1.2 },
  clipNorm: 0.25,
  learnedRateFactor: 0.005,
  weightDecay: { weight: 0, bias: 0, norm: 0 },
  epochs: 80,
  batchSize: windows.streams,
};
