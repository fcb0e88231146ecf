import type { KernelConfig, KernelFunc, TensorInfo } from "@tensorflow/tfjs-core";
import { SOFTMAX_CROSS_ENTROPY } from "qat-ops";
import { NATIVE_BACKEND, type NativeBackend, typeAttribute } from "./backend.ts";

type Arguments = { inputs: { logits: TensorInfo; labels: TensorInfo }; backend: NativeBackend };

/** TensorFlow's `SparseSoftmaxCrossEntropyWithLogits`; it refuses a label outside [0, classes). */
function softmaxCrossEntropy({ inputs, backend }: Arguments): TensorInfo[] {
  const attributes = [typeAttribute(backend, "T", "float32"), typeAttribute(backend, "Tlabels", "int32")];
  const operands = [inputs.logits, inputs.labels];
  return backend.executeMultipleOutputs("SparseSoftmaxCrossEntropyWithLogits", attributes, operands, 2);
}

export const softmaxCrossEntropyKernel: KernelConfig = {
  kernelName: SOFTMAX_CROSS_ENTROPY,
  backendName: NATIVE_BACKEND,
  kernelFunc: softmaxCrossEntropy as unknown as KernelFunc,
};
