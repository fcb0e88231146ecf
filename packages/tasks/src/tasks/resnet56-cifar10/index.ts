/** ResNet-56 on CIFAR-10. A float run reaches 93.08 % in PARQ (arXiv 2503.15748, table 1), with this recipe. */
import { accuracy, crossEntropy } from "../../classification.ts";
import { cifar10 } from "../../data/cifar10.ts";
import { cifarResNet } from "../../networks/cifar-resnet.ts";
import { residualOnCifar } from "../../recipes/residual-on-cifar.ts";
import type { Task } from "../../task.ts";

export const task: Task = {
  name: "resnet56-cifar10",
  title: "ResNet-56 on CIFAR-10",
  network: cifarResNet({ blocks: 9, inputs: 3, classes: 10, quantize: "all" }),
  data: cifar10(),
  recipe: residualOnCifar,
  metric: accuracy,
  loss: crossEntropy,
};
