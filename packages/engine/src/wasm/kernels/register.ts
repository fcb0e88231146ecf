import { Conv2D, getKernel, Identity, Slice } from "@tensorflow/tfjs-core";
import { replaceKernel } from "../../replace-kernel.ts";
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
import { staircaseKernel } from "./staircase.ts";
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
  staircaseKernel,
  unsortedSegmentSumKernel,
];

/** Kernels of tfjs's that are called for some of what they can do, by name. */
const WRAPPED = { [Conv2D]: conv2dOf, [Identity]: identityOf, [Slice]: sliceOf };

/** Registers the training kernels. Once a process, after the backend is ready. */
export function registerWasmKernels(): void {
  const wrapped = Object.entries(WRAPPED).map(([name, wrap]) => wrap(getKernel(name, "wasm")));
  for (const kernel of [...KERNELS, ...wrapped]) replaceKernel(kernel);
}
