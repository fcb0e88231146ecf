import { getBackend, getKernelsForBackend, registerKernel, unregisterKernel } from "@tensorflow/tfjs-core";
import type { Stopwatch } from "./spans.ts";

/**
 * Times every kernel of the current backend while `stopwatch` is on. Honest only where a kernel has computed when it
 * returns.
 * @returns what puts the kernels back as they were
 */
export function timeKernels(stopwatch: Stopwatch): () => void {
  const backend = getBackend();
  const kernels = getKernelsForBackend(backend);
  for (const kernel of kernels) {
    const { kernelName, kernelFunc } = kernel;
    unregisterKernel(kernelName, backend);
    registerKernel({
      ...kernel,
      kernelFunc: (call) => stopwatch.during("kernel", kernelName, () => kernelFunc(call)),
    });
  }
  return () => {
    for (const kernel of kernels) {
      unregisterKernel(kernel.kernelName, backend);
      registerKernel(kernel);
    }
  };
}
