import { schedule, sgd } from "qat-core";
import type { Recipe } from "../task.ts";

/**
 * Ten epochs of SGD with momentum 0.9 in batches of 128, its rate a cosine from 0.1 to 0: what two cores train in an hour
 * or two. Weights and the scales of batch normalisation decay, biases and offsets do not.
 */
export const shortOnCifar: Recipe = {
  optimizer: sgd({ momentum: 0.9 }),
  rate: schedule.cosine(0.1),
  rateName: "cosine 0.1 -> 0",
  weightDecay: { weight: 2e-4, bias: 0, norm: 2e-4 },
  epochs: 10,
  batchSize: 128,
};
