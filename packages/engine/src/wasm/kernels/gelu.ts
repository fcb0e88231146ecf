import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { type KernelConfig, type KernelFunc, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { GELU, GELU_GRAD } from "qat-ops";
import { addressOf } from "../simd/memory.ts";
import { simdOn } from "../simd/simd-on.ts";

interface Arguments {
  inputs: { x: TensorInfo };
  backend: BackendWasm;
}

interface GradientArguments {
  inputs: { dy: TensorInfo; x: TensorInfo };
  backend: BackendWasm;
}

/** GELU in one pass; nothing is kept for the gradient. */
function gelu({ inputs, backend }: Arguments): TensorInfo[] {
  const { x } = inputs;
  const y = backend.makeOutput(x.shape, "float32");
  const [from, to] = [x, y].map((tensor) => addressOf(backend, tensor)) as [number, number];
  simdOn(backend).gelu(from, to, util.sizeFromShape(x.shape));
  return [y];
}

/** Its gradient, in one pass. */
function geluGrad({ inputs, backend }: GradientArguments): TensorInfo {
  const { dy, x } = inputs;
  const dx = backend.makeOutput(x.shape, "float32");
  const [to, gradients, values] = [dx, dy, x].map((tensor) => addressOf(backend, tensor)) as [number, number, number];
  simdOn(backend).geluGradient(to, gradients, values, util.sizeFromShape(x.shape));
  return dx;
}

export const geluKernel: KernelConfig = {
  kernelName: GELU,
  backendName: "wasm",
  kernelFunc: gelu as unknown as KernelFunc,
};

export const geluGradKernel: KernelConfig = {
  kernelName: GELU_GRAD,
  backendName: "wasm",
  kernelFunc: geluGrad as unknown as KernelFunc,
};
