import {
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  getKernel,
  type KernelConfig,
  MaxPool,
  MaxPoolGrad,
} from "@tensorflow/tfjs-core";
import { replaceKernel } from "../../replace-kernel.ts";
import { NATIVE_BACKEND } from "./backend.ts";
import { batchNormGradKernel, batchNormKernel } from "./batch-norm.ts";
import { conv2dGradientKernels } from "./conv2d-gradients.ts";
import { l2LossKernel } from "./l2-loss.ts";
import { maxPoolKernels } from "./max-pool.ts";
import { relu6GradKernel, reluGradKernel } from "./rectifier-gradients.ts";
import { searchSortedKernel } from "./search-sorted.ts";
import { softmaxCrossEntropyKernel } from "./softmax-cross-entropy.ts";
import { staircaseKernel } from "./staircase.ts";
import { uniformNoiseKernel } from "./uniform-noise.ts";

/** What TensorFlow has of the operations that `qat-ops` declares, and one of tfjs's own that tfjs-node leaves out. */
const KERNELS = [
  batchNormKernel,
  batchNormGradKernel,
  l2LossKernel,
  reluGradKernel,
  relu6GradKernel,
  searchSortedKernel,
  softmaxCrossEntropyKernel,
  staircaseKernel,
  uniformNoiseKernel,
];

/** Registers the training kernels. Once a process, after the backend is ready. */
export function registerNativeKernels(): void {
  const own = (kernelName: string) => getKernel(kernelName, NATIVE_BACKEND) as KernelConfig;
  const wrapped = [
    ...conv2dGradientKernels(own(Conv2DBackpropFilter), own(Conv2DBackpropInput)),
    ...maxPoolKernels(own(MaxPool), own(MaxPoolGrad)),
  ];
  for (const kernel of [...KERNELS, ...wrapped]) replaceKernel(kernel);
}
