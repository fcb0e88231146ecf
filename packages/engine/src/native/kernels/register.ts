import { registerKernel } from "@tensorflow/tfjs-core";
import { batchNormGradKernel, batchNormKernel } from "./batch-norm.ts";
import { reluGradKernel } from "./relu-grad.ts";
import { searchSortedKernel } from "./search-sorted.ts";
import { softmaxCrossEntropyKernel } from "./softmax-cross-entropy.ts";
import { staircaseKernel } from "./staircase.ts";
import { uniformNoiseKernel } from "./uniform-noise.ts";

/** What TensorFlow has of the operations that `qat-ops` declares, and one of tfjs's own that tfjs-node leaves out. */
const KERNELS = [
  batchNormKernel,
  batchNormGradKernel,
  reluGradKernel,
  searchSortedKernel,
  softmaxCrossEntropyKernel,
  staircaseKernel,
  uniformNoiseKernel,
];

export function registerNativeKernels(): void {
  for (const kernel of KERNELS) registerKernel(kernel);
}
