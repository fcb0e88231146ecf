import { registerKernel } from "@tensorflow/tfjs-core";
import { reluGradKernel } from "./relu-grad.ts";
import { softmaxCrossEntropyKernel } from "./softmax-cross-entropy.ts";
import { uniformNoiseKernel } from "./uniform-noise.ts";

/** Registers what TensorFlow has of the operations that `qat-ops` declares. */
export function registerNativeKernels(): void {
  for (const kernel of [reluGradKernel, softmaxCrossEntropyKernel, uniformNoiseKernel]) registerKernel(kernel);
}
