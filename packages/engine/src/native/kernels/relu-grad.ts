import type { KernelConfig, KernelFunc, TensorInfo } from "@tensorflow/tfjs-core";
import { RELU_GRAD } from "qat-ops";
import { NATIVE_BACKEND, type NativeBackend, typeAttribute } from "./backend.ts";

type Arguments = { inputs: { dy: TensorInfo; y: TensorInfo }; backend: NativeBackend };

/** TensorFlow's `ReluGrad`. */
function reluGrad({ inputs, backend }: Arguments): TensorInfo {
  return backend.executeSingleOutput("ReluGrad", [typeAttribute(backend, "T", "float32")], [inputs.dy, inputs.y]);
}

export const reluGradKernel: KernelConfig = {
  kernelName: RELU_GRAD,
  backendName: NATIVE_BACKEND,
  kernelFunc: reluGrad as unknown as KernelFunc,
};
