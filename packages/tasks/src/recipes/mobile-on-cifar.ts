import { schedule, sgd } from "qat-core";
import type { Recipe } from "../task.ts";

/**
 * How github.com/kuangliu/pytorch-cifar (main.py, commit 49b7aa9) trains MobileNetV2 and others on CIFAR-10: 200 epochs of SGD
 * with momentum 0.9 in batches of 128, its rate a cosine from 0.1 to 0. All parameters decay.
 *
 * Deviation: every batch is full, so that an epoch has 390 steps, not 391; where validation images are held out, 351.
 */
export const mobileOnCifar: Recipe = {
  optimizer: sgd({ momentum: 0.9 }),
  rate: schedule.cosine(0.1),
  rateName: "cosine 0.1 -> 0",
  weightDecay: { weight: 5e-4, bias: 5e-4, norm: 5e-4 },
  epochs: 200,
  batchSize: 128,
};
