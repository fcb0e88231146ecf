import { schedule, sgd } from "qat-core";
import type { Recipe } from "../task.ts";

/**
 * How transition rate scheduling is trained on CIFAR (Lee, Jeon, Kim, Ham 2025, arXiv 2404.19248, sec. 5, and the code that
 * was released with it), the float network before it too: 400 epochs of SGD with momentum 0.9 in batches of 256, its rate a
 * cosine from 0.1 to 0. Weights decay, the scales and offsets of batch normalisation do not.
 *
 * Deviations: the rate falls in every step, in that code after every epoch; the dense layer's bias does not decay; batch
 * normalisation has momentum; every batch is full, so that an epoch has 195 steps, not 196.
 */
export const cosineOnCifar: Recipe = {
  optimizer: sgd({ momentum: 0.9 }),
  rate: schedule.cosine(0.1),
  rateName: "cosine 0.1 -> 0",
  weightDecay: { weight: 1e-4, bias: 0, norm: 0 },
  epochs: 400,
  batchSize: 256,
};
