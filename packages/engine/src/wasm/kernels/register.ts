import {
  BatchMatMul,
  Conv2D,
  getKernel,
  type KernelConfig,
  registerKernel,
  unregisterKernel,
} from "@tensorflow/tfjs-core";
import { batchMatMulOf } from "./batch-mat-mul.ts";
import { batchNormGradKernel, batchNormKernel } from "./batch-norm.ts";
import { conv2dOf } from "./conv2d.ts";
import { conv2dBackpropFilterKernel } from "./conv2d-backprop-filter.ts";
import { conv2dBackpropInputKernel } from "./conv2d-backprop-input.ts";
import { depthwiseBackpropFilterKernel } from "./depthwise-backprop-filter.ts";
import { depthwiseBackpropInputKernel } from "./depthwise-backprop-input.ts";
import { maxPoolGradKernel } from "./max-pool-grad.ts";
import { unsortedSegmentSumKernel } from "./unsorted-segment-sum.ts";

/** What tfjs's wasm backend lacks for training, or of what `qat-ops` declares, and what it has too slow. */
const KERNELS = [
  batchNormKernel,
  batchNormGradKernel,
  conv2dBackpropFilterKernel,
  conv2dBackpropInputKernel,
  depthwiseBackpropFilterKernel,
  depthwiseBackpropInputKernel,
  maxPoolGradKernel,
  unsortedSegmentSumKernel,
];

/** Registers the training kernels. Once a process, after the backend is ready. */
export function registerWasmKernels(): void {
  const kernels = [...KERNELS, batchMatMulOf(getKernel(BatchMatMul, "wasm")), conv2dOf(getKernel(Conv2D, "wasm"))];
  for (const kernel of kernels) replaceKernel(kernel);
}

function replaceKernel(kernel: KernelConfig): void {
  // tfjs warns when a kernel is registered twice.
  if (getKernel(kernel.kernelName, "wasm") !== undefined) unregisterKernel(kernel.kernelName, "wasm");
  registerKernel(kernel);
}
