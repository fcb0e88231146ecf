/**
 * MobileNetV2 on CIFAR-100. A float run reaches 68.08 % in github.com/weiaicunzai/pytorch-cifar100 (README, commit 11d8418),
 * as long and with the same decay, but with a rate in steps and a first convolution of 1 x 1.
 */
import { accuracy, crossEntropy } from "../../classification.ts";
import { cifar100 } from "../../data/cifar100.ts";
import { mobilenetV2 } from "../../networks/mobilenet-v2.ts";
import { mobileOnCifar } from "../../recipes/mobile-on-cifar.ts";
import type { Task } from "../../task.ts";

export const task: Task = {
  name: "mobilenetv2-cifar100",
  title: "MobileNetV2 on CIFAR-100",
  network: mobilenetV2({ classes: 100, quantize: "all" }),
  data: cifar100(),
  recipe: mobileOnCifar,
  metric: accuracy,
  loss: crossEntropy,
};
