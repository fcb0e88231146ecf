import { Conv2D, getKernel, Identity, Slice, Sum } from "@tensorflow/tfjs-core";
import { replaceKernel } from "../../replace-kernel.ts";
import { batchMatMulKernel } from "./batch-mat-mul.ts";
import { batchNormGradKernel, batchNormKernel } from "./batch-norm.ts";
import { conv2dOf } from "./conv2d.ts";
import { conv2dBackpropFilterKernel } from "./conv2d-backprop-filter.ts";
import { conv2dBackpropInputKernel } from "./conv2d-backprop-input.ts";
import { depthwiseBackpropFilterKernel } from "./depthwise-backprop-filter.ts";
import { depthwiseBackpropInputKernel } from "./depthwise-backprop-input.ts";
import { geluGradKernel, geluKernel } from "./gelu.ts";
import { identityOf } from "./identity.ts";
import { layerNormGradKernel, layerNormKernel } from "./layer-norm.ts";
import { avgPoolGradKernel, maxPoolGradKernel } from "./pooling-gradients.ts";
import { relu6GradKernel, reluGradKernel } from "./rectifier-gradients.ts";
import { sliceOf } from "./slice.ts";
import { splitBy } from "./split.ts";
import { staircaseKernel } from "./staircase.ts";
import { sumOf } from "./sum.ts";
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
  geluGradKernel,
  geluKernel,
  layerNormGradKernel,
  layerNormKernel,
  maxPoolGradKernel,
  reluGradKernel,
  relu6GradKernel,
  staircaseKernel,
  unsortedSegmentSumKernel,
];

/** Kernels of tfjs's that are called for some of what they can do, by name. */
const WRAPPED = { [Conv2D]: conv2dOf, [Identity]: identityOf, [Slice]: sliceOf, [Sum]: sumOf };

/** Registers the training kernels. Once a process, after the backend is ready. */
export function registerWasmKernels(): void {
  const wrapped = Object.entries(WRAPPED).map(([name, wrap]) => wrap(getKernel(name, "wasm")));
  for (const kernel of [...KERNELS, ...wrapped]) replaceKernel(kernel);
  replaceKernel(splitBy(getKernel(Slice, "wasm")));
}
