import {
  Conv2D,
  getKernel,
  Identity,
  type KernelConfig,
  registerKernel,
  Slice,
  unregisterKernel,
} from "@tensorflow/tfjs-core";
import { batchMatMulKernel } from "./batch-mat-mul.ts";
import { batchNormGradKernel, batchNormKernel } from "./batch-norm.ts";
import { conv2dOf } from "./conv2d.ts";
import { conv2dBackpropFilterKernel } from "./conv2d-backprop-filter.ts";
import { conv2dBackpropInputKernel } from "./conv2d-backprop-input.ts";
import { depthwiseBackpropFilterKernel } from "./depthwise-backprop-filter.ts";
import { depthwiseBackpropInputKernel } from "./depthwise-backprop-input.ts";
import { identityOf } from "./identity.ts";
import { avgPoolGradKernel, maxPoolGradKernel } from "./pooling-gradients.ts";
import { reluGradKernel } from "./relu-grad.ts";
import { sliceOf } from "./slice.ts";
import { unsortedSegmentSumKernel } from "./unsorted-segment-sum.ts";

/** What tfjs's wasm backend lacks for training, or of what `qat-ops` declares, and what it has too slow. */
const KERNELS = [
  avgPoolGradKernel,
  batchMatMulKernel,
  batchNormKernel,
  batchNormGradKernel,
  conv2dBackpropFilterKernel,
  conv2dBackpropInputKernel,
  depthwiseBackpropFilterKernel,
  depthwiseBackpropInputKernel,
  maxPoolGradKernel,
  reluGradKernel,
  unsortedSegmentSumKernel,
];

/** Kernels of tfjs's that are called for some of what they can do, by name. */
const WRAPPED = { [Conv2D]: conv2dOf, [Identity]: identityOf, [Slice]: sliceOf };

/** Registers the training kernels. Once a process, after the backend is ready. */
export function registerWasmKernels(): void {
  const wrapped = Object.entries(WRAPPED).map(([name, wrap]) => wrap(getKernel(name, "wasm")));
  for (const kernel of [...KERNELS, ...wrapped]) replaceKernel(kernel);
}

function replaceKernel(kernel: KernelConfig): void {
  // tfjs warns when a kernel is registered twice.
  if (getKernel(kernel.kernelName, "wasm") !== undefined) unregisterKernel(kernel.kernelName, "wasm");
  registerKernel(kernel);
}
