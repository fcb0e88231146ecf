import type { KernelConfig, KernelFunc, TensorInfo } from "@tensorflow/tfjs-core";
import { L2_LOSS } from "qat-ops";
import { NATIVE_BACKEND, type NativeBackend, typeAttribute } from "./backend.ts";

type Arguments = { inputs: { x: TensorInfo }; backend: NativeBackend };

/** TensorFlow's `L2Loss`. */
function l2Loss({ inputs, backend }: Arguments): TensorInfo {
  return backend.executeSingleOutput("L2Loss", [typeAttribute(backend, "T", "float32")], [inputs.x]);
}

export const l2LossKernel: KernelConfig = {
  kernelName: L2_LOSS,
  backendName: NATIVE_BACKEND,
  kernelFunc: l2Loss as unknown as KernelFunc,
};
