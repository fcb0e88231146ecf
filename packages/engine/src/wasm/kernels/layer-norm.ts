import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { KernelConfig, KernelFunc, TensorInfo } from "@tensorflow/tfjs-core";
import { LAYER_NORM, LAYER_NORM_GRAD } from "qat-ops";
import { addressOf, memoryOf, withScratch } from "../simd/memory.ts";
import { simdOn } from "../simd/simd-on.ts";

interface Arguments {
  inputs: Record<"x" | "scale" | "offset", TensorInfo>;
  attrs: { epsilon: number };
  backend: BackendWasm;
}

interface GradientArguments {
  inputs: Record<"dy" | "x" | "scale" | "kept0" | "kept1", TensorInfo>;
  backend: BackendWasm;
}

/** Layer normalisation, row by row. Kept for the gradient are each row's mean and 1 / sqrt(variance + epsilon). */
function layerNorm({ inputs, attrs, backend }: Arguments): TensorInfo[] {
  const [rows, features] = inputs.x.shape as [number, number];
  const outputs = [inputs.x.shape, [rows], [rows]].map((shape) => backend.makeOutput(shape, "float32"));
  const [x, scale, offset] = addressesOf(backend, inputs.x, inputs.scale, inputs.offset);
  const [y, means, inverses] = addressesOf(backend, ...outputs);
  simdOn(backend).layerNorm(x, y, rows, features, scale, offset, attrs.epsilon, means, inverses);
  return outputs;
}

/** Its gradient (`layerNormGradComposed` has the equations), row by row; what is summed over rows is in double precision. */
function layerNormGrad({ inputs, backend }: GradientArguments): TensorInfo[] {
  const [rows, features] = inputs.x.shape as [number, number];
  const outputs = [inputs.x.shape, [features], [features]].map((shape) => backend.makeOutput(shape, "float32"));
  const sums = withScratch(backend, 16 * features, (dScale) => {
    const dOffset = dScale + 8 * features;
    const [dy, x, scale] = addressesOf(backend, inputs.dy, inputs.x, inputs.scale);
    const [means, inverses, dx] = addressesOf(backend, inputs.kept0, inputs.kept1, outputs[0] as TensorInfo);
    const both = new Float64Array(memoryOf(backend), dScale, 2 * features).fill(0);
    simdOn(backend).layerNormGradient(dx, dy, x, rows, features, scale, means, inverses, dScale, dOffset);
    return both.slice();
  });
  for (const [i, output] of outputs.slice(1).entries()) {
    backend.typedArrayFromHeap(output).set(sums.subarray(i * features, (i + 1) * features));
  }
  return outputs;
}

function addressesOf(backend: BackendWasm, ...tensors: TensorInfo[]): [number, number, number] {
  return tensors.map((tensor) => addressOf(backend, tensor)) as [number, number, number];
}

export const layerNormKernel: KernelConfig = {
  kernelName: LAYER_NORM,
  backendName: "wasm",
  kernelFunc: layerNorm as unknown as KernelFunc,
};

export const layerNormGradKernel: KernelConfig = {
  kernelName: LAYER_NORM_GRAD,
  backendName: "wasm",
  kernelFunc: layerNormGrad as unknown as KernelFunc,
};
