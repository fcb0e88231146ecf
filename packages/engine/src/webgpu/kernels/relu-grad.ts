import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { type KernelConfig, type KernelFunc, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { RELU_GRAD } from "qat-ops";
import { runShader, type Shader } from "./program.ts";

type Arguments = { inputs: { dy: TensorInfo; y: TensorInfo }; backend: WebGPUBackend };

const SHADER: Shader = {
  name: "relu-grad",
  inputs: ["dy", "y"],
  uniforms: [["size", "i32"]],
  body: "if (index < uniforms.size) { result[index] = dy[index] * select(0.0, 1.0, y[index] > 0.0); }",
};

function reluGrad({ inputs: { dy, y }, backend }: Arguments): TensorInfo {
  return runShader(backend, SHADER, { inputs: [dy, y], uniforms: [util.sizeFromShape(y.shape)], shape: y.shape });
}

export const reluGradKernel: KernelConfig = {
  kernelName: RELU_GRAD,
  backendName: "webgpu",
  kernelFunc: reluGrad as unknown as KernelFunc,
};
