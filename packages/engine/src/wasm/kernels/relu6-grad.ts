import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { type KernelConfig, type KernelFunc, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { RELU6_GRAD } from "qat-ops";
import { addressOf } from "../simd/memory.ts";
import { simdOn } from "../simd/simd-on.ts";

interface Arguments {
  inputs: { dy: TensorInfo; y: TensorInfo };
  backend: BackendWasm;
}

/** The gradient of relu6, in one pass. */
function relu6Grad({ inputs, backend }: Arguments): TensorInfo {
  const { dy, y } = inputs;
  const dx = backend.makeOutput(y.shape, "float32");
  const [to, gradients, values] = [dx, dy, y].map((tensor) => addressOf(backend, tensor)) as [number, number, number];
  simdOn(backend).relu6Gradient(to, gradients, values, util.sizeFromShape(y.shape));
  return dx;
}

export const relu6GradKernel: KernelConfig = {
  kernelName: RELU6_GRAD,
  backendName: "wasm",
  kernelFunc: relu6Grad as unknown as KernelFunc,
};
