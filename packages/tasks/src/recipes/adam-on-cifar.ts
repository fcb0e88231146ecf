import { adam, schedule } from "qat-core";
import type { Recipe } from "../task.ts";

/**
 * How ProxQuant trains its binary ResNets on CIFAR-10 (Bai, Wang, Liberty 2019, arXiv 1810.00861, sec. 4.1, and its code,
 * allenbai01/ProxQuant, commit 1a9240e): 300 epochs of Adam in batches of 128, at a constant rate of 0.01 and without
 * weight decay.
 *
 * Deviations: moments are kept, where that code loses them at every epoch; every batch is full. The float networks that
 * it starts from were trained otherwise: 200 epochs of SGD with momentum 0.9, 0.1 that is divided by 10 after epochs 100
 * and 150, weight decay 1e-4.
 */
export const adamOnCifar: Recipe = {
  optimizer: adam(),
  rate: schedule.constant(0.01),
  rateName: "0.01",
  weightDecay: { weight: 0, bias: 0, norm: 0 },
  epochs: 300,
  batchSize: 128,
};

/** The same for its ternary networks: 600 epochs; batches of 256, which is what the code takes where none is given. */
export const longAdamOnCifar: Recipe = { ...adamOnCifar, epochs: 600, batchSize: 256 };
