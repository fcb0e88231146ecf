import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { Conv2DBackpropInput, type KernelConfig, type KernelFunc, type TensorInfo } from "@tensorflow/tfjs-core";
import { addressOf } from "../simd/memory.ts";
import { type Axis, type ConvolutionAttributes, geometryOf } from "./convolution-geometry.ts";
import type { WindowAxis } from "./convolve.ts";
import { convolveFastest } from "./tiles.ts";

interface Arguments {
  inputs: { dy: TensorInfo; filter: TensorInfo };
  attrs: ConvolutionAttributes & { inputShape: [number, number, number, number] };
  backend: BackendWasm;
}

/** The inputs of one axis that lie `stride` apart from input `first`: their gradient is a convolution by every stride-th tap. */
interface Phase extends WindowAxis {
  readonly first: number;
  /** The filter's tap that comes first in the rotated filter; the next is `stride` before it. */
  readonly lastTap: number;
}

/**
 * The gradient of a convolution with respect to its input, as convolutions of dy with the filter rotated by 180 degrees and
 * its channels exchanged: one for each of stride x stride phases, so that nothing is multiplied by the zeros that a
 * stride would put between dy's elements.
 *
 * @returns the forward convolution's input shape.
 */
function conv2dBackpropInput({ inputs, attrs, backend }: Arguments): TensorInfo {
  const { dy, filter } = inputs;
  const { batch, inChannels, outChannels, height, width } = geometryOf(attrs.inputShape, filter.shape, attrs, false);
  const dx = backend.makeOutput(attrs.inputShape, "float32");
  // What no window reaches keeps its 0.
  backend.typedArrayFromHeap(dx).fill(0);
  if (batch * height.output * width.output * inChannels * outChannels === 0) return dx;

  const pixel = inChannels * 4;
  const row = width.input * pixel;
  const tap = inChannels * outChannels * 4;
  const line = width.filter * tap;
  for (const rows of phasesOf(height)) {
    for (const columns of phasesOf(width)) {
      convolveFastest(backend, {
        batch,
        inputs: outChannels,
        outputs: inChannels,
        height: rows,
        width: columns,
        x: { address: addressOf(backend, dy), image: height.output * width.output * outChannels * 4 },
        filter: {
          address: addressOf(backend, filter) + rows.lastTap * line + columns.lastTap * tap,
          line: -height.stride * line,
          column: -width.stride * tap,
          input: 4,
          output: outChannels * 4,
        },
        y: {
          address: addressOf(backend, dx) + rows.first * row + columns.first * pixel,
          image: height.input * row,
          row: height.stride * row,
          pixel: width.stride * pixel,
        },
      });
    }
  }
  return dx;
}

/**
 * Input i is read by output o through tap k where `i + before = o stride + k`. The inputs `first + u stride` share their
 * taps `k0 + t stride`, and read output `u + q - t`, with q = (first + before - k0) / stride.
 */
function phasesOf({ input, output, filter, stride, before }: Axis): Phase[] {
  const starts = Array.from({ length: Math.min(stride, input) }, (_, first) => first);
  return starts.flatMap((first) => {
    const firstTap = (first + before) % stride;
    if (firstTap >= filter) return [];
    const taps = Math.ceil((filter - firstTap) / stride);
    const inputs = Math.ceil((input - first) / stride);
    return {
      first,
      lastTap: firstTap + (taps - 1) * stride,
      source: output,
      target: inputs - 1 + taps,
      before: taps - 1 - (first + before - firstTap) / stride,
      taps,
      stride: 1,
      output: inputs,
    };
  });
}

export const conv2dBackpropInputKernel: KernelConfig = {
  kernelName: Conv2DBackpropInput,
  backendName: "wasm",
  kernelFunc: conv2dBackpropInput as unknown as KernelFunc,
};
