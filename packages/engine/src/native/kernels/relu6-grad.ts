import type { KernelConfig, KernelFunc, TensorInfo } from "@tensorflow/tfjs-core";
import { RELU6_GRAD } from "qat-ops";
import { NATIVE_BACKEND, type NativeBackend, typeAttribute } from "./backend.ts";

type Arguments = { inputs: { dy: TensorInfo; y: TensorInfo }; backend: NativeBackend };

/** TensorFlow's `Relu6Grad`. */
function relu6Grad({ inputs, backend }: Arguments): TensorInfo {
  return backend.executeSingleOutput("Relu6Grad", [typeAttribute(backend, "T", "float32")], [inputs.dy, inputs.y]);
}

export const relu6GradKernel: KernelConfig = {
  kernelName: RELU6_GRAD,
  backendName: NATIVE_BACKEND,
  kernelFunc: relu6Grad as unknown as KernelFunc,
};
