import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import {
  backend_util,
  type KernelConfig,
  type KernelFunc,
  MaxPoolGrad,
  type MaxPoolGradAttrs,
  type TensorInfo,
} from "@tensorflow/tfjs-core";
import { runShader, type Shader } from "./program.ts";

interface Arguments {
  inputs: { dy: TensorInfo; input: TensorInfo; output: TensorInfo };
  attrs: MaxPoolGradAttrs;
  backend: WebGPUBackend;
}

const NAMES = ["height", "width", "channels", "outHeight", "outWidth"] as const;
const WINDOW = ["rows", "columns", "strideY", "strideX", "top", "left"] as const;

/** One thread an input: the sum of `dy` over the windows of which it is the first maximum, row by row. */
const SHADER: Shader = {
  name: "max-pool-grad",
  inputs: ["dy", "x", "y"],
  uniforms: [["size", "i32"], ...[...NAMES, ...WINDOW].map((name) => [name, "i32"] as const)],
  declarations: `
fn at(image : i32, row : i32, column : i32, channel : i32) -> f32 {
  return x[((image * uniforms.height + row) * uniforms.width + column) * uniforms.channels + channel];
}`,
  body: `
  if (index >= uniforms.size) { return; }
  let channel = index % uniforms.channels;
  let column = index / uniforms.channels % uniforms.width;
  let row = index / (uniforms.channels * uniforms.width) % uniforms.height;
  let image = index / (uniforms.channels * uniforms.width * uniforms.height);
  let value = x[index];
  // Window (i, j) begins at row i strideY - top: the first that reaches this row, and the last that begins by it.
  let firstI = max(0, (row + uniforms.top - uniforms.rows + uniforms.strideY) / uniforms.strideY);
  let lastI = min(uniforms.outHeight - 1, (row + uniforms.top) / uniforms.strideY);
  let firstJ = max(0, (column + uniforms.left - uniforms.columns + uniforms.strideX) / uniforms.strideX);
  let lastJ = min(uniforms.outWidth - 1, (column + uniforms.left) / uniforms.strideX);
  var sum = 0.0;
  for (var i = firstI; i <= lastI; i = i + 1) {
    for (var j = firstJ; j <= lastJ; j = j + 1) {
      let window = ((image * uniforms.outHeight + i) * uniforms.outWidth + j) * uniforms.channels + channel;
      if (y[window] != value) { continue; }
      let begin = max(0, j * uniforms.strideX - uniforms.left);
      let end = min(uniforms.width, j * uniforms.strideX - uniforms.left + uniforms.columns);
      var isFirst = true;
      for (var r = max(0, i * uniforms.strideY - uniforms.top); r <= row; r = r + 1) {
        for (var c = begin; c < select(end, column, r == row); c = c + 1) {
          if (at(image, r, c, channel) == value) { isFirst = false; }
        }
      }
      if (isFirst) { sum = sum + dy[window]; }
    }
  }
  result[index] = sum;`,
};

/** Where several values of a window are its maximum, as after relu, the first gets the gradient; tfjs's kernel takes the last. */
function maxPoolGrad({ inputs: { dy, input, output }, attrs, backend }: Arguments): TensorInfo {
  const shape = input.shape as [number, number, number, number];
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  const info = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
  const { inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth } = info;
  const window = [filterHeight, filterWidth, info.strideHeight, info.strideWidth, info.padInfo.top, info.padInfo.left];
  const size = shape.reduce((product, length) => product * length, 1);
  return runShader(backend, SHADER, {
    inputs: [dy, input, output],
    uniforms: [size, inHeight, inWidth, inChannels, outHeight, outWidth, ...window],
    shape,
  });
}

export const maxPoolGradKernel: KernelConfig = {
  kernelName: MaxPoolGrad,
  backendName: "webgpu",
  kernelFunc: maxPoolGrad as unknown as KernelFunc,
};
