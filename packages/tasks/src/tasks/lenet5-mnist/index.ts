/** LeNet-5 on MNIST: the small real task, trained in seconds on one core. */
import { adam, schedule } from "qat-core";
import { accuracy, crossEntropy } from "../../classification.ts";
import { mnist } from "../../data/mnist.ts";
import { lenet5 } from "../../networks/lenet5.ts";
import type { Task } from "../../task.ts";

export const task: Task = {
  name: "lenet5-mnist",
  title: "LeNet-5 on MNIST",
  network: lenet5(),
  data: mnist(),
  recipe: {
    optimizer: adam(),
    rate: schedule.warmUp(0.1, schedule.cosine(0.008)),
    rateName: "warm-up over 10 %, cosine 0.008 -> 0",
    weightDecay: { weight: 0, bias: 0, norm: 0 },
    epochs: 1.5,
    batchSize: 128,
  },
  metric: accuracy,
  loss: crossEntropy,
};
