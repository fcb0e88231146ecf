import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import {
  backend_util,
  Conv2DBackpropFilter,
  type Conv2DBackpropFilterAttrs,
  type KernelConfig,
  type KernelFunc,
  type TensorInfo,
  util,
} from "@tensorflow/tfjs-core";
import { EngineError } from "../../engine-error.ts";
import { runShader, type Shader } from "./program.ts";
import { sumOfRows } from "./sum-of-rows.ts";

/** A GPU is busy with so many threads; each sums a chunk of the output's rows, of which there are at most so many. */
const THREADS = 2 ** 17;
const MOST_CHUNKS = 256;

interface Arguments {
  inputs: { x: TensorInfo; dy: TensorInfo };
  attrs: Conv2DBackpropFilterAttrs;
  backend: WebGPUBackend;
}

const NAMES = ["chunks", "span", "lines", "height", "width", "channels", "outHeight", "outWidth", "outputs"] as const;
const WINDOW = ["rows", "columns", "strideY", "strideX", "top", "left"] as const;

/** One thread a weight and chunk: the products of what the weight saw with `dy`, over the chunk's rows of all images. */
const SHADER: Shader = {
  name: "conv2d-backprop-filter",
  inputs: ["x", "dy"],
  uniforms: [...NAMES, ...WINDOW].map((name) => [name, "i32"] as const),
  body: `
  let weights = uniforms.rows * uniforms.columns * uniforms.channels * uniforms.outputs;
  if (index >= uniforms.chunks * weights) { return; }
  let weight = index % weights;
  let output_ = weight % uniforms.outputs;
  let channel = weight / uniforms.outputs % uniforms.channels;
  let column = weight / (uniforms.outputs * uniforms.channels) % uniforms.columns;
  let row = weight / (uniforms.outputs * uniforms.channels * uniforms.columns);
  let first = index / weights * uniforms.span;
  var sum = 0.0;
  for (var line = first; line < min(first + uniforms.span, uniforms.lines); line = line + 1) {
    let image = line / uniforms.outHeight;
    let inRow = line % uniforms.outHeight * uniforms.strideY - uniforms.top + row;
    if (inRow < 0 || inRow >= uniforms.height) { continue; }
    for (var j = 0; j < uniforms.outWidth; j = j + 1) {
      let inColumn = j * uniforms.strideX - uniforms.left + column;
      if (inColumn < 0 || inColumn >= uniforms.width) { continue; }
      let seen = ((image * uniforms.height + inRow) * uniforms.width + inColumn) * uniforms.channels + channel;
      sum = sum + x[seen] * dy[(line * uniforms.outWidth + j) * uniforms.outputs + output_];
    }
  }
  result[index] = sum;`,
};

/** tfjs's kernel gives a weight one thread for the whole batch: a 3 x 3 filter of 16 channels would keep 2,304 busy. */
function conv2dBackpropFilter({ inputs: { x, dy }, attrs, backend }: Arguments): TensorInfo {
  const { strides, pad, dataFormat, dimRoundingMode, filterShape } = attrs;
  if (dataFormat === "NCHW") {
    throw new EngineError("the filter gradient on webgpu knows NHWC only, and got NCHW. Transpose the input.");
  }
  const shape = x.shape as [number, number, number, number];
  const info = backend_util.computeConv2DInfo(shape, filterShape, strides, 1, pad, dimRoundingMode);
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, padInfo } = info;
  const lines = batchSize * outHeight;
  const weights = util.sizeFromShape(filterShape);
  const span = Math.ceil(lines / Math.min(MOST_CHUNKS, Math.max(1, Math.floor(THREADS / weights))));
  const chunks = Math.ceil(lines / span);
  const image = [inHeight, inWidth, inChannels, outHeight, outWidth, outChannels];
  const window = [info.filterHeight, info.filterWidth, info.strideHeight, info.strideWidth, padInfo.top, padInfo.left];
  const parts = runShader(backend, SHADER, {
    inputs: [x, dy],
    uniforms: [chunks, span, lines, ...image, ...window],
    shape: chunks === 1 ? filterShape : [chunks, weights],
    threads: chunks * weights,
  });
  if (chunks === 1) return parts;
  const sum = sumOfRows(backend, parts, { rows: chunks, columns: weights }, filterShape);
  backend.disposeData(parts.dataId);
  return sum;
}

export const conv2dBackpropFilterKernel: KernelConfig = {
  kernelName: Conv2DBackpropFilter,
  backendName: "webgpu",
  kernelFunc: conv2dBackpropFilter as unknown as KernelFunc,
};
