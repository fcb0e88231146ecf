import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { type KernelConfig, type KernelFunc, type TensorInfo, UnsortedSegmentSum, util } from "@tensorflow/tfjs-core";
import { runShader, type Shader } from "./program.ts";

interface Arguments {
  inputs: { x: TensorInfo; segmentIds: TensorInfo };
  attrs: { numSegments: number };
  backend: WebGPUBackend;
}

const shaderFor = (type: "f32" | "i32"): Shader => ({
  name: `unsorted-segment-sum-${type}`,
  inputs: ["x", "segments"],
  uniforms: [
    ["size", "i32"],
    ["rows", "i32"],
    ["columns", "i32"],
  ],
  body: `
  if (index >= uniforms.size) { return; }
  let segment = index / uniforms.columns;
  let column = index % uniforms.columns;
  var sum = ${type}(0);
  for (var row = 0; row < uniforms.rows; row = row + 1) {
    if (segments[row] == segment) { sum = sum + x[row * uniforms.columns + column]; }
  }
  result[index] = sum;`,
});

/**
 * Adds the rows of each segment in their order. tfjs's kernel adds atomically, in another order every time, and counts a row
 * outside of the segments to one of them.
 */
function unsortedSegmentSum({ inputs: { x, segmentIds }, attrs: { numSegments }, backend }: Arguments): TensorInfo {
  const [rows = 1, ...rest] = x.shape;
  const columns = util.sizeFromShape(rest);
  return runShader(backend, shaderFor(x.dtype === "int32" ? "i32" : "f32"), {
    inputs: [x, segmentIds],
    uniforms: [numSegments * columns, rows, columns],
    shape: [numSegments, ...rest],
    dtype: x.dtype,
  });
}

export const unsortedSegmentSumKernel: KernelConfig = {
  kernelName: UnsortedSegmentSum,
  backendName: "webgpu",
  kernelFunc: unsortedSegmentSum as unknown as KernelFunc,
};
