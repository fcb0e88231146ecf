/** ResNet-8 on Fashion-MNIST: a small residual network with batch normalisation, trained in minutes on one core. */
import { schedule, sgd } from "qat-core";
import { accuracy, crossEntropy } from "../../classification.ts";
import { fashionMnist } from "../../data/fashion-mnist.ts";
import { cifarResNet } from "../../networks/cifar-resnet.ts";
import type { Task } from "../../task.ts";

export const task: Task = {
  name: "resnet8-fashion",
  title: "ResNet-8 on Fashion-MNIST",
  network: cifarResNet({ blocks: 1, inputs: 1, classes: 10, quantize: "all" }),
  data: fashionMnist(),
  recipe: {
    optimizer: sgd({ momentum: 0.9 }),
    rate: schedule.warmUp(0.1, schedule.cosine(0.05)),
    rateName: "warm-up over 10 %, cosine 0.05 -> 0",
    weightDecay: { weight: 2e-4, bias: 0, norm: 0 },
    epochs: 2,
    batchSize: 64,
  },
  metric: accuracy,
  loss: crossEntropy,
};
