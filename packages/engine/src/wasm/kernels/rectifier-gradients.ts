import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { type KernelConfig, type KernelFunc, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { RELU_GRAD, RELU6_GRAD } from "qat-ops";
import { addressOf } from "../simd/memory.ts";
import { simdOn } from "../simd/simd-on.ts";

interface Arguments {
  inputs: { dy: TensorInfo; y: TensorInfo };
  backend: BackendWasm;
}

/** A rectifier's gradient, in one pass of the module's function. */
function gradientKernel(kernelName: string, passed: "reluGradient" | "relu6Gradient"): KernelConfig {
  function gradient({ inputs, backend }: Arguments): TensorInfo {
    const { dy, y } = inputs;
    const dx = backend.makeOutput(y.shape, "float32");
    const [to, gradients, values] = [dx, dy, y].map((tensor) => addressOf(backend, tensor)) as [number, number, number];
    simdOn(backend)[passed](to, gradients, values, util.sizeFromShape(y.shape));
    return dx;
  }
  return { kernelName, backendName: "wasm", kernelFunc: gradient as unknown as KernelFunc };
}

export const reluGradKernel = gradientKernel(RELU_GRAD, "reluGradient");
export const relu6GradKernel = gradientKernel(RELU6_GRAD, "relu6Gradient");
