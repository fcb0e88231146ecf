import { adam, adamW, type Network, type Optimizer, type ParameterRole, sgd } from "qat-core";
import { cifarResNet } from "qat-tasks/networks/cifar-resnet";
import { lenet5 } from "qat-tasks/networks/lenet5";
import { mobilenetV2 } from "qat-tasks/networks/mobilenet-v2";
import { visionTransformer } from "qat-tasks/networks/vision-transformer";

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

/** The models by name, as the suite trains them; all but LeNet-5 on images like those of CIFAR-10. */
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
  mobilenetv2: {
    image: [32, 32, 3],
    classes: 10,
    network: () => mobilenetV2({ classes: 10, quantize: "all" }),
    optimizer: () => sgd({ momentum: 0.9 }),
    rate: 0.01,
    weightDecay: { weight: 5e-4, bias: 5e-4, norm: 5e-4 },
  },
  "vit-tiny": transformer({ width: 192, depth: 6, heads: 3 }),
  "vit-micro": transformer({ width: 64, depth: 4, heads: 2 }),
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

/** AdamW with the weight decay of DeiT (arXiv 2012.12877, table 9). */
function transformer(shape: { readonly width: number; readonly depth: number; readonly heads: number }): Model {
  return {
    image: [32, 32, 3],
    classes: 10,
    network: () => visionTransformer({ ...shape, side: 32, patch: 4, inputs: 3, classes: 10 }),
    optimizer: () => adamW(),
    rate: 0.001,
    weightDecay: { weight: 0.05, bias: 0, norm: 0 },
  };
}
