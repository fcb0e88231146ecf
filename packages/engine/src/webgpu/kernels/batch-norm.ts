import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { type KernelConfig, type KernelFunc, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { BATCH_NORM, BATCH_NORM_GRAD } from "qat-ops";
import { copyPart, runShader, type Shader, WORKGROUP } from "./program.ts";
import { sumOfRows, TREE_SUM } from "./sum-of-rows.ts";

/** A chunk of pixels is summed by one thread a channel: at least so many, and at most so many chunks. */
const LEAST_PIXELS = 32;
const MOST_CHUNKS = 1024;

interface Arguments {
  inputs: Record<"x" | "scale" | "offset", TensorInfo>;
  attrs: { epsilon: number };
  backend: WebGPUBackend;
}

interface GradientArguments {
  inputs: Record<"dy" | "x" | "scale" | "kept0", TensorInfo>;
  backend: WebGPUBackend;
}

/** Where thread `index` begins and ends: its channel of its chunk of pixels. */
const CHUNK = `
  if (index >= uniforms.chunks * uniforms.channels) { return; }
  let channel = index % uniforms.channels;
  let first = index / uniforms.channels * uniforms.span;
  let end = min(first + uniforms.span, uniforms.pixels);`;
const CHUNK_UNIFORMS: Shader["uniforms"] = [
  ["chunks", "i32"],
  ["channels", "i32"],
  ["span", "i32"],
  ["pixels", "i32"],
];

/**
 * Of each chunk the mean and the sum of squares around it. Values are taken less the chunk's first, so that the difference
 * of squares loses nothing where the mean is far from zero.
 */
const CHUNK_MOMENTS: Shader = {
  name: "batch-norm-chunk-moments",
  inputs: ["x"],
  uniforms: CHUNK_UNIFORMS,
  body: `${CHUNK}
  let start = x[first * uniforms.channels + channel];
  var sum = 0.0;
  var squares = 0.0;
  for (var pixel = first; pixel < end; pixel = pixel + 1) {
    let value = x[pixel * uniforms.channels + channel] - start;
    sum = sum + value;
    squares = squares + value * value;
  }
  let count = f32(end - first);
  result[index] = start + sum / count;
  result[uniforms.chunks * uniforms.channels + index] = max(0.0, squares - sum * sum / count);`,
};

/**
 * The chunks' moments put together (Chan, Golub, LeVeque 1979): [mean, unbiased variance, 1 / sqrt(biased variance +
 * epsilon)], each [channels]; a workgroup a channel.
 */
const MOMENTS: Shader = {
  name: "batch-norm-moments",
  inputs: ["parts"],
  uniforms: [...CHUNK_UNIFORMS, ["epsilon", "f32"]],
  declarations: TREE_SUM,
  body: `
  let thread = i32(localIndex);
  let channel = min(index / ${WORKGROUP}, uniforms.channels - 1);
  let start = parts[channel];
  var moved = 0.0;
  for (var chunk = thread; chunk < uniforms.chunks; chunk = chunk + ${WORKGROUP}) {
    let count = f32(min(uniforms.span, uniforms.pixels - chunk * uniforms.span));
    moved = moved + count * (parts[chunk * uniforms.channels + channel] - start);
  }
  let n = f32(uniforms.pixels);
  let mean = start + treeSum(thread, moved) / n;
  var squares = 0.0;
  for (var chunk = thread; chunk < uniforms.chunks; chunk = chunk + ${WORKGROUP}) {
    let at = chunk * uniforms.channels + channel;
    let count = f32(min(uniforms.span, uniforms.pixels - chunk * uniforms.span));
    let away = parts[at] - mean;
    squares = squares + parts[uniforms.chunks * uniforms.channels + at] + count * away * away;
  }
  let total = treeSum(thread, squares);
  if (thread == 0) {
    result[channel] = mean;
    result[uniforms.channels + channel] = total / max(1.0, n - 1.0);
    result[2 * uniforms.channels + channel] = 1.0 / sqrt(total / n + uniforms.epsilon);
  }`,
};

const ELEMENTWISE: Shader["uniforms"] = [
  ["size", "i32"],
  ["channels", "i32"],
  ["n", "f32"],
];

const NORMALISE: Shader = {
  name: "batch-norm-normalise",
  inputs: ["x", "scale", "offset", "moments"],
  uniforms: ELEMENTWISE,
  body: `
  if (index >= uniforms.size) { return; }
  let channel = index % uniforms.channels;
  let slope = moments[2 * uniforms.channels + channel] * scale[channel];
  result[index] = (x[index] - moments[channel]) * slope + offset[channel];`,
};

/** Of each chunk the sums of `dy` and of `dy x^`. */
const CHUNK_GRADIENTS: Shader = {
  name: "batch-norm-chunk-gradients",
  inputs: ["dy", "x", "moments"],
  uniforms: CHUNK_UNIFORMS,
  body: `${CHUNK}
  let mean = moments[channel];
  var sum = 0.0;
  var products = 0.0;
  for (var pixel = first; pixel < end; pixel = pixel + 1) {
    let at = pixel * uniforms.channels + channel;
    sum = sum + dy[at];
    products = products + dy[at] * (x[at] - mean);
  }
  result[index] = sum;
  result[uniforms.chunks * uniforms.channels + index] = products * moments[2 * uniforms.channels + channel];`,
};

const GRADIENT: Shader = {
  name: "batch-norm-gradient",
  inputs: ["dy", "x", "scale", "moments", "dScale", "dOffset"],
  uniforms: ELEMENTWISE,
  body: `
  if (index >= uniforms.size) { return; }
  let channel = index % uniforms.channels;
  let inverse = moments[2 * uniforms.channels + channel];
  let normalised = (x[index] - moments[channel]) * inverse;
  let shared_part = (dOffset[channel] + normalised * dScale[channel]) / uniforms.n;
  result[index] = scale[channel] * inverse * (dy[index] - shared_part);`,
};

function layoutOf(x: TensorInfo) {
  const channels = x.shape.at(-1) as number;
  const size = util.sizeFromShape(x.shape);
  const pixels = size / channels;
  const span = Math.max(LEAST_PIXELS, Math.ceil(pixels / MOST_CHUNKS));
  const chunks = Math.ceil(pixels / span);
  return { channels, chunks, chunked: [chunks, channels, span, pixels], elementwise: [size, channels, pixels] };
}

/** Batch normalisation in five dispatches, where the composed reference makes twelve. Kept are all three moments. */
function batchNorm({ inputs, attrs, backend }: Arguments): TensorInfo[] {
  const { x, scale, offset } = inputs;
  const { channels, chunks, chunked, elementwise } = layoutOf(x);
  const threads = chunks * channels;
  const shape = [2, chunks, channels];
  const parts = runShader(backend, CHUNK_MOMENTS, { inputs: [x], uniforms: chunked, shape, threads });
  const moments = runShader(backend, MOMENTS, {
    inputs: [parts],
    uniforms: [...chunked, attrs.epsilon],
    shape: [3, channels],
    threads: channels * WORKGROUP,
  });
  const y = runShader(backend, NORMALISE, {
    inputs: [x, scale, offset, moments],
    uniforms: elementwise,
    shape: x.shape,
  });
  backend.disposeData(parts.dataId);
  return [y, copyPart(backend, moments, 0, [channels]), copyPart(backend, moments, channels, [channels]), moments];
}

/** Its gradient (`batchNormGradComposed` has the equations) in four dispatches instead of thirteen. */
function batchNormGrad({ inputs, backend }: GradientArguments): TensorInfo[] {
  const { dy, x, scale, kept0: moments } = inputs;
  const { channels, chunks, chunked, elementwise } = layoutOf(x);
  const threads = chunks * channels;
  const parts = runShader(backend, CHUNK_GRADIENTS, {
    inputs: [dy, x, moments],
    uniforms: chunked,
    shape: [2, chunks, channels],
    threads,
  });
  const matrix = { rows: chunks, columns: channels };
  const dOffset = sumOfRows(backend, parts, matrix, [channels]);
  const dScale = sumOfRows(backend, parts, { ...matrix, start: threads }, [channels]);
  const dx = runShader(backend, GRADIENT, {
    inputs: [dy, x, scale, moments, dScale, dOffset],
    uniforms: elementwise,
    shape: x.shape,
  });
  backend.disposeData(parts.dataId);
  return [dx, dScale, dOffset];
}

export const batchNormKernel: KernelConfig = {
  kernelName: BATCH_NORM,
  backendName: "webgpu",
  kernelFunc: batchNorm as unknown as KernelFunc,
};

export const batchNormGradKernel: KernelConfig = {
  kernelName: BATCH_NORM_GRAD,
  backendName: "webgpu",
  kernelFunc: batchNormGrad as unknown as KernelFunc,
};
