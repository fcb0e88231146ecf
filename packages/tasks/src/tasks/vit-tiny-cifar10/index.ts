/**
 * A vision transformer of 2.7 million parameters on CIFAR-10: tokens as wide as DeiT-Ti's (arXiv 2012.12877, table 1), half as
 * many blocks, and patches of 4 x 4 pixels. What a float run reaches with crops and flips alone is not published.
 */
import { accuracy } from "../../classification.ts";
import { cifar10 } from "../../data/cifar10.ts";
import { visionTransformer } from "../../networks/vision-transformer.ts";
import { transformerOnCifar } from "../../recipes/transformer-on-cifar.ts";
import { smoothedCrossEntropy } from "../../smoothed-cross-entropy.ts";
import type { Task } from "../../task.ts";

export const task: Task = {
  name: "vit-tiny-cifar10",
  title: "ViT-Tiny on CIFAR-10",
  network: visionTransformer({ side: 32, patch: 4, inputs: 3, width: 192, depth: 6, heads: 3, classes: 10 }),
  data: cifar10(),
  recipe: transformerOnCifar,
  metric: accuracy,
  loss: smoothedCrossEntropy(0.1),
};
