/** ResNet-20 on CIFAR-10 in ten epochs: what a small machine can repeat, with PyTorch beside it. */
import { accuracy, crossEntropy } from "../../classification.ts";
import { cifar10 } from "../../data/cifar10.ts";
import { cifarResNet } from "../../networks/cifar-resnet.ts";
import { shortOnCifar } from "../../recipes/short-on-cifar.ts";
import type { Task } from "../../task.ts";

export const task: Task = {
  name: "resnet20-cifar10-short",
  title: "ResNet-20 on CIFAR-10, ten epochs",
  network: cifarResNet({ blocks: 3, inputs: 3, classes: 10, quantize: "all" }),
  data: cifar10(),
  recipe: shortOnCifar,
  metric: accuracy,
  loss: crossEntropy,
};
