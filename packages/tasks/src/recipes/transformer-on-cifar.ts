import { adamW, schedule } from "qat-core";
import type { Recipe } from "../task.ts";

/**
 * How Lee, Lee, Song 2021 (arXiv 2112.13492; their code, github.com/aanna0701/SPT_LSA_ViT, commit 4446cb5) train vision
 * transformers on small data from random weights: 100 epochs of AdamW in batches of 128, its rate a straight line to 0.001
 * over ten epochs and then a cosine, weight decay 0.05, and label smoothing 0.1, which is the task's loss.
 *
 * Deviations: only weights decay, as DeiT has it; images are cropped and flipped, without CutMix, Mixup, AutoAugment, random
 * erasing and repeated augmentation, and no block is left out at random; the cosine ends at 0.
 */
export const transformerOnCifar: Recipe = {
  optimizer: adamW(),
  rate: schedule.warmUp(0.1, schedule.cosine(0.001)),
  rateName: "warm-up over 10 %, cosine 0.001 -> 0",
  weightDecay: { weight: 0.05, bias: 0, norm: 0 },
  epochs: 100,
  batchSize: 128,
};
