/**
 * ResNet-20 on CIFAR-10 as transition rate scheduling has it (Lee, Jeon, Kim, Ham 2025, arXiv 2404.19248, sec. 5): the
 * first convolution and the dense layer stay float, pooled features are normalized, and where activations are quantized, it
 * is at the inputs of quantized convolutions. A float run reaches 91.1 % there (table 2), with this recipe.
 */
import { accuracy, crossEntropy } from "../../classification.ts";
import { cifar10 } from "../../data/cifar10.ts";
import { cifarResNet } from "../../networks/cifar-resnet.ts";
import { cosineOnCifar } from "../../recipes/cosine-on-cifar.ts";
import type { Task } from "../../task.ts";

export const task: Task = {
  name: "resnet20-cifar10-cosine",
  title: "ResNet-20 on CIFAR-10, 400 epochs of a cosine",
  network: cifarResNet({
    blocks: 3,
    inputs: 3,
    classes: 10,
    quantize: "inner",
    activations: "quantized-convolution",
    normalizeFeatures: true,
  }),
  data: cifar10(),
  recipe: cosineOnCifar,
  metric: accuracy,
  loss: crossEntropy,
};
