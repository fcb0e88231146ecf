/**
 * MobileNetV2 on CIFAR-100. A float run reaches 68.08 % in github.com/weiaicunzai/pytorch-cifar100 (README), as long and with
 * the same decay, but with a rate in steps, and strides that differ in the first layers.
 *
 * A step takes 5 GiB, and more than 9 GiB where activations are quantized: a suite's `memoryLimitGiB` must allow it, and the wasm
 * engine, whose memory ends at 4 GiB, has no room for it.
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
