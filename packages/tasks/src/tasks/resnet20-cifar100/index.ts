/**
 * ResNet-20 on CIFAR-100. A float run reaches 65.1 % in "Scheduling weight transitions" (arXiv 2404.19248, table 2), with
 * another recipe: 400 epochs, and batch normalisation before the dense layer. PARQ, whose recipe this is, leaves
 * CIFAR-100 aside.
 */
import { accuracy, crossEntropy } from "../../classification.ts";
import { cifar100 } from "../../data/cifar100.ts";
import { cifarResNet } from "../../networks/cifar-resnet.ts";
import { residualOnCifar } from "../../recipes/residual-on-cifar.ts";
import type { Task } from "../../task.ts";

export const task: Task = {
  name: "resnet20-cifar100",
  title: "ResNet-20 on CIFAR-100",
  network: cifarResNet({ blocks: 3, inputs: 3, classes: 100, quantize: "all" }),
  data: cifar100(),
  recipe: residualOnCifar,
  metric: accuracy,
  loss: crossEntropy,
};
