/**
 * A vision transformer for CPUs on CIFAR-10: a third of ViT-Tiny's width, 208,074 parameters, and 30 epochs of its recipe. What
 * a float run reaches is not published.
 */
import { accuracy } from "../../classification.ts";
import { cifar10 } from "../../data/cifar10.ts";
import { visionTransformer } from "../../networks/vision-transformer.ts";
import { transformerOnCifar } from "../../recipes/transformer-on-cifar.ts";
import { smoothedCrossEntropy } from "../../smoothed-cross-entropy.ts";
import type { Task } from "../../task.ts";

export const task: Task = {
  name: "vit-micro-cifar10",
  title: "ViT-Micro on CIFAR-10",
  network: visionTransformer({ side: 32, patch: 4, inputs: 3, width: 64, depth: 4, heads: 2, classes: 10 }),
  data: cifar10(),
  recipe: { ...transformerOnCifar, epochs: 30 },
  metric: accuracy,
  loss: smoothedCrossEntropy(0.1),
};
