/**
 * ResNet-44 on CIFAR-10 as ProxQuant's binary networks have it (Bai, Wang, Liberty 2019, arXiv 1810.00861, sec. 4.1): every
 * weight is quantized but those of the projections, which are its shortcuts.
 */
import { accuracy, crossEntropy } from "../../classification.ts";
import { cifar10 } from "../../data/cifar10.ts";
import { cifarResNet } from "../../networks/cifar-resnet.ts";
import { adamOnCifar } from "../../recipes/adam-on-cifar.ts";
import type { Task } from "../../task.ts";

export const task: Task = {
  name: "resnet44-cifar10-adam",
  title: "ResNet-44 on CIFAR-10, 300 epochs of Adam",
  network: cifarResNet({ blocks: 7, inputs: 3, classes: 10, quantize: "all", shortcuts: "projection" }),
  data: cifar10(),
  recipe: adamOnCifar,
  metric: accuracy,
  loss: crossEntropy,
};
