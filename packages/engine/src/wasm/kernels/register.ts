import { getKernel, registerKernel, unregisterKernel } from "@tensorflow/tfjs-core";
import { conv2dBackpropFilterKernel } from "./conv2d-backprop-filter.ts";
import { conv2dBackpropInputKernel } from "./conv2d-backprop-input.ts";
import { depthwiseBackpropFilterKernel } from "./depthwise-backprop-filter.ts";
import { depthwiseBackpropInputKernel } from "./depthwise-backprop-input.ts";
import { unsortedSegmentSumKernel } from "./unsorted-segment-sum.ts";

/** What tfjs's wasm backend lacks for training, and what it has too slow. */
const KERNELS = [
  conv2dBackpropFilterKernel,
  conv2dBackpropInputKernel,
  depthwiseBackpropFilterKernel,
  depthwiseBackpropInputKernel,
  unsortedSegmentSumKernel,
];

/** Registers the training kernels; one that is there already is replaced. */
export function registerWasmKernels(): void {
  for (const kernel of KERNELS) {
    // tfjs warns when a kernel is registered twice.
    if (getKernel(kernel.kernelName, "wasm") !== undefined) unregisterKernel(kernel.kernelName, "wasm");
    registerKernel(kernel);
  }
}
