import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { type KernelConfig, type KernelFunc, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { RELU_GRAD } from "qat-ops";
import { addressOf } from "../simd/memory.ts";
import { simdOn } from "../simd/simd-on.ts";

interface Arguments {
  inputs: { dy: TensorInfo; y: TensorInfo };
  backend: BackendWasm;
}

/** The gradient of relu, in one pass. */
function reluGrad({ inputs, backend }: Arguments): TensorInfo {
  const { dy, y } = inputs;
  const dx = backend.makeOutput(y.shape, "float32");
  const [to, gradients, values] = [dx, dy, y].map((tensor) => addressOf(backend, tensor)) as [number, number, number];
  simdOn(backend).reluGradient(to, gradients, values, util.sizeFromShape(y.shape));
  return dx;
}

export const reluGradKernel: KernelConfig = {
  kernelName: RELU_GRAD,
  backendName: "wasm",
  kernelFunc: reluGrad as unknown as KernelFunc,
};
