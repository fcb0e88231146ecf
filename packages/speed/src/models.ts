import { adam, type Network, type Optimizer, type ParameterRole, sgd } from "qat-core";
import { cifarResNet } from "qat-tasks/networks/cifar-resnet";
import { lenet5 } from "qat-tasks/networks/lenet5";

/** A network whose training step is measured, with the optimizer that it is usually trained with. */
export interface Model {
  /** [height, width, channels] of one image. */
  readonly image: readonly [number, number, number];
  readonly classes: number;
  readonly network: () => Network;
  readonly optimizer: () => Optimizer;
  readonly rate: number;
  readonly weightDecay: Readonly<Record<ParameterRole, number>>;
}

/** The models by name: LeNet-5 as the suite trains it, and the residual networks for CIFAR-10. */
export const models: Readonly<Record<string, Model>> = {
  lenet5: {
    image: [28, 28, 1],
    classes: 10,
    network: lenet5,
    optimizer: () => adam(),
    rate: 0.001,
    weightDecay: { weight: 0, bias: 0, norm: 0 },
  },
  resnet8: residual(1),
  resnet20: residual(3),
  resnet56: residual(9),
};

/** SGD with the momentum and weight decay of He et al. 2015 (arXiv 1512.03385, sec. 4.2), the decay as PARQ has it. */
function residual(blocks: number): Model {
  return {
    image: [32, 32, 3],
    classes: 10,
    network: () => cifarResNet({ blocks, inputs: 3, classes: 10, quantize: "all" }),
    optimizer: () => sgd({ momentum: 0.9 }),
    rate: 0.01,
    weightDecay: { weight: 2e-4, bias: 0, norm: 0 },
  };
}
