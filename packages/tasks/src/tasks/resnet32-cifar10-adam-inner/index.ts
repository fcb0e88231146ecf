/**
 * ResNet-32 on CIFAR-10 as ProxQuant's ternary networks have it (Bai, Wang, Liberty 2019, arXiv 1810.00861, sec. 4.1, and its
 * code): the first convolution, the dense layer and the projections, which are its shortcuts, stay float.
 */
import { accuracy, crossEntropy } from "../../classification.ts";
import { cifar10 } from "../../data/cifar10.ts";
import { cifarResNet } from "../../networks/cifar-resnet.ts";
import { longAdamOnCifar } from "../../recipes/adam-on-cifar.ts";
import type { Task } from "../../task.ts";

export const task: Task = {
  name: "resnet32-cifar10-adam-inner",
  title: "ResNet-32 on CIFAR-10, 600 epochs of Adam, outer layers float",
  network: cifarResNet({ blocks: 5, inputs: 3, classes: 10, quantize: "inner", shortcuts: "projection" }),
  data: cifar10(),
  recipe: longAdamOnCifar,
  metric: accuracy,
  loss: crossEntropy,
};
