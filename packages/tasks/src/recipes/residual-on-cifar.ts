import { schedule, sgd } from "qat-core";
import type { Recipe } from "../task.ts";

/**
 * How PARQ trains ResNets on CIFAR-10 from random weights (arXiv 2503.15748, sec. 5.1; what it does not say is as in its
 * code, facebookresearch/parq, commit ac256d9): 200 epochs of SGD with momentum 0.9 in batches of 128, at a rate of 0.1
 * that is divided by 10 after epochs 80, 120 and 150. Weights and the scales of batch normalisation decay, biases and
 * offsets do not.
 *
 * Deviation: every batch is full, so that an epoch has 390 steps, not 391; where validation images are held out, 351.
 */
export const residualOnCifar: Recipe = {
  optimizer: sgd({ momentum: 0.9 }),
  rate: schedule.steps(0.1, 0.1, [0.4, 0.6, 0.75]),
  rateName: "0.1, / 10 at 40, 60 and 75 %",
  weightDecay: { weight: 2e-4, bias: 0, norm: 2e-4 },
  epochs: 200,
  batchSize: 128,
};
