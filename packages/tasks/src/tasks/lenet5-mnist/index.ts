/** LeNet-5 on MNIST: the small real task, trained in seconds on one core. */
import { schedule, sgd } from "qat-core";
import { accuracy, crossEntropy } from "../../classification.ts";
import type { Task } from "../../task.ts";
import { mnist } from "./mnist.ts";
import { lenet5 } from "./network.ts";

export const task: Task = {
  name: "lenet5-mnist",
  title: "LeNet-5 on MNIST",
  network: lenet5(),
  data: mnist(),
  recipe: {
    optimizer: sgd({ momentum: 0.9 }),
    rate: schedule.cosine(0.05),
    rateName: "cosine 0.05 -> 0",
    weightDecay: { weight: 0, bias: 0, norm: 0 },
    epochs: 1,
    batchSize: 64,
  },
  metric: accuracy,
  loss: crossEntropy,
};
