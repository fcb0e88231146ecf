import type { KernelConfig, KernelFunc, TensorInfo } from "@tensorflow/tfjs-core";
import { RELU_GRAD, RELU6_GRAD } from "qat-ops";
import { NATIVE_BACKEND, type NativeBackend, typeAttribute } from "./backend.ts";

type Arguments = { inputs: { dy: TensorInfo; y: TensorInfo }; backend: NativeBackend };

/** TensorFlow's own, which has the kernel's name. */
function gradientKernel(kernelName: string): KernelConfig {
  const gradient = ({ inputs, backend }: Arguments) =>
    backend.executeSingleOutput(kernelName, [typeAttribute(backend, "T", "float32")], [inputs.dy, inputs.y]);
  return { kernelName, backendName: NATIVE_BACKEND, kernelFunc: gradient as unknown as KernelFunc };
}

export const reluGradKernel = gradientKernel(RELU_GRAD);
export const relu6GradKernel = gradientKernel(RELU6_GRAD);
