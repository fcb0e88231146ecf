import { AddN, BatchMatMul, Conv2D, getKernel, TopK } from "@tensorflow/tfjs-core";
import { replaceKernel } from "../../replace-kernel.ts";
import { addNOf } from "./add-n.ts";
import { batchNormGradKernel, batchNormKernel } from "./batch-norm.ts";
import { conv2dBackpropFilterKernel } from "./conv2d-backprop-filter.ts";
import { batchMatMulOf, conv2dOf } from "./mat-mul.ts";
import { maxPoolGradKernel } from "./max-pool-grad.ts";
import { reluGradKernel } from "./relu-grad.ts";
import { softmaxCrossEntropyKernel } from "./softmax-cross-entropy.ts";
import { topKOf } from "./top-k.ts";
import { uniformNoiseKernel } from "./uniform-noise.ts";
import { unsortedSegmentSumKernel } from "./unsorted-segment-sum.ts";

/** What `qat-ops` declares, and what tfjs's webgpu backend has wrong, in another order every time, or on few threads. */
const KERNELS = [
  batchNormKernel,
  batchNormGradKernel,
  conv2dBackpropFilterKernel,
  maxPoolGradKernel,
  reluGradKernel,
  softmaxCrossEntropyKernel,
  uniformNoiseKernel,
  unsortedSegmentSumKernel,
];

/** Registers the kernels. Once a process, after the backend is ready. */
export function registerWebgpuKernels(): void {
  const original = (name: string) => getKernel(name, "webgpu");
  const corrected = [
    addNOf(original(AddN)),
    batchMatMulOf(original(BatchMatMul)),
    conv2dOf(original(Conv2D)),
    topKOf(original(TopK)),
  ];
  for (const kernel of [...KERNELS, ...corrected]) replaceKernel(kernel);
}
