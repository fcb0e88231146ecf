import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { KernelConfig, KernelFunc, TensorInfo } from "@tensorflow/tfjs-core";
import { BATCH_NORM, BATCH_NORM_GRAD } from "qat-ops";
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

/**
 * Batch normalisation in two passes over `x`. Sums are in double precision, so that the variance may be the mean square
 * less the square of the mean.
 *
 * Kept for the gradient are the mean and 1 / sqrt(biased variance + epsilon).
 */
function batchNorm({ inputs, attrs, backend }: Arguments): TensorInfo[] {
  const channels = inputs.scale.shape[0] as number;
  const outputs = [inputs.x.shape, ...Array(4).fill([channels])].map((shape) => backend.makeOutput(shape, "float32"));
  const [y] = outputs as [TensorInfo];
  const rows = sizeOf(inputs.x) / channels;

  const [sums, squares] = channelSums(backend, inputs.x, inputs.x, channels);
  const [scale, offset] = viewsOf(backend, [inputs.scale, inputs.offset]);
  const [, mean, variance, keptMean, keptInverse] = viewsOf(backend, outputs);
  const centre = sums.map((sum) => sum / rows);
  const biased = centre.map((m, c) => Math.max(0, at(squares, c) / rows - m * m));
  const inverse = biased.map((v) => 1 / Math.sqrt(v + attrs.epsilon));
  mean.set(centre);
  variance.set(biased.map((v) => (v * rows) / Math.max(1, rows - 1)));
  keptMean.set(centre);
  keptInverse.set(inverse);

  const slope = inverse.map((v, c) => v * at(scale, c));
  const shift = slope.map((v, c) => at(offset, c) + (at(mean, c) - at(centre, c)) * v);
  withVectors(backend, [mean, slope, shift], ([centres, slopes, shifts]) => {
    const [from, to] = [addressOf(backend, inputs.x), addressOf(backend, y)];
    simdOn(backend).normalise(to, from, rows, channels, centres, slopes, shifts);
  });
  return outputs;
}

/**
 * Its gradient (`batchNormGradComposed` has the equations) in two passes over `x` and `dy`, as
 * `dx = a dy + b (x - mean) + c`.
 */
function batchNormGrad({ inputs, backend }: GradientArguments): TensorInfo[] {
  const channels = inputs.scale.shape[0] as number;
  const outputs = [inputs.x.shape, [channels], [channels]].map((shape) => backend.makeOutput(shape, "float32"));
  const [dx] = outputs as [TensorInfo];
  const rows = sizeOf(inputs.x) / channels;

  const [sums, products] = channelSums(backend, inputs.dy, inputs.x, channels);
  const [scale, mean, inverse] = viewsOf(backend, [inputs.scale, inputs.kept0, inputs.kept1]);
  const [, dScale, dOffset] = viewsOf(backend, outputs);
  const normalised = products.map((product, c) => (product - at(mean, c) * at(sums, c)) * at(inverse, c));
  dOffset.set(sums);
  dScale.set(normalised);

  const ofDy = sums.map((_, c) => at(scale, c) * at(inverse, c));
  const ofX = ofDy.map((slope, c) => (-slope * at(normalised, c) * at(inverse, c)) / rows);
  const shift = ofDy.map((slope, c) => (-slope * at(sums, c)) / rows);
  withVectors(backend, [mean, ofDy, ofX, shift], ([centres, slopesDy, slopesX, shifts]) => {
    const [to, u, v] = [dx, inputs.dy, inputs.x].map((tensor) => addressOf(backend, tensor)) as [
      number,
      number,
      number,
    ];
    simdOn(backend).combineCentred(to, u, v, rows, channels, centres, slopesDy, slopesX, shifts);
  });
  return outputs;
}

/** Sums over all axes but the last, of `u` and of `u v`, in double precision. */
function channelSums(
  backend: BackendWasm,
  u: TensorInfo,
  v: TensorInfo,
  channels: number,
): [Float64Array, Float64Array] {
  return withScratch(backend, 16 * channels, (address) => {
    const [left, right] = [addressOf(backend, u), addressOf(backend, v)];
    const sums = new Float64Array(memoryOf(backend), address, 2 * channels).fill(0);
    simdOn(backend).channelSums(left, right, sizeOf(u) / channels, channels, address, address + 8 * channels);
    return [sums.slice(0, channels), sums.slice(channels)];
  });
}

/** Lends `compute` the addresses of vectors of one length, as float32 in the backend's memory. */
function withVectors(
  backend: BackendWasm,
  vectors: readonly (Float32Array | Float64Array)[],
  compute: (addresses: [number, number, number, number]) => void,
): void {
  const bytes = 4 * (vectors[0]?.length ?? 0);
  const values = vectors.map((vector) => Float32Array.from(vector));
  withScratch(backend, bytes * values.length, (address) => {
    const addresses = values.map((vector, i) => {
      new Float32Array(memoryOf(backend), address + i * bytes, vector.length).set(vector);
      return address + i * bytes;
    });
    compute(addresses as [number, number, number, number]);
  });
}

function sizeOf({ shape }: TensorInfo): number {
  return shape.reduce((product, length) => product * length, 1);
}

type Views = [Float32Array, Float32Array, Float32Array, Float32Array, Float32Array];

/** The tensors' own memory, until the next allocation. */
function viewsOf(backend: BackendWasm, tensors: readonly TensorInfo[]): Views {
  // Asked for its address, a tensor of another backend moves to this one: that may be such an allocation.
  for (const tensor of tensors) addressOf(backend, tensor);
  return tensors.map((tensor) => backend.typedArrayFromHeap(tensor)) as Views;
}

/** The element at an index that is known to exist. */
function at(values: Float32Array | Float64Array, index: number): number {
  return values[index] as number;
}

export const batchNormKernel: KernelConfig = {
  kernelName: BATCH_NORM,
  backendName: "wasm",
  kernelFunc: batchNorm as unknown as KernelFunc,
};

export const batchNormGradKernel: KernelConfig = {
  kernelName: BATCH_NORM_GRAD,
  backendName: "wasm",
  kernelFunc: batchNormGrad as unknown as KernelFunc,
};
