import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { Conv2DBackpropInput, type KernelConfig, type KernelFunc, type TensorInfo } from "@tensorflow/tfjs-core";
import { type Axis, type ConvolutionAttributes, geometryOf } from "./convolution-geometry.ts";
import { convolve, type PlacedAxis } from "./convolve.ts";

interface Arguments {
  inputs: { dy: TensorInfo; filter: TensorInfo };
  attrs: ConvolutionAttributes & { inputShape: [number, number, number, number] };
  backend: BackendWasm;
}

/**
 * The gradient of a convolution with respect to its input, as a convolution: dy, with `stride - 1` zeros between its
 * elements, convolved with the filter rotated by 180 degrees and its channels exchanged.
 *
 * @returns the forward convolution's input shape.
 */
function conv2dBackpropInput({ inputs, attrs, backend }: Arguments): TensorInfo {
  const { dy, filter } = inputs;
  const geometry = geometryOf(attrs.inputShape, filter.shape, attrs, false);
  const { batch, inChannels, outChannels, height, width } = geometry;
  const tap = inChannels * outChannels;
  return convolve(backend, {
    images: dy,
    filter,
    layout: {
      first: (height.filter * width.filter - 1) * tap,
      kStep: -width.filter * tap,
      lStep: -tap,
      inputStep: 1,
      outputStep: outChannels,
    },
    height: backwardAxis(height),
    width: backwardAxis(width),
    batch,
    inputs: outChannels,
    outputs: inChannels,
  });
}

/** dy, spread by the stride, so that windows of the rotated filter give exactly as many outputs as there were inputs. */
function backwardAxis({ input, output, filter, stride, before }: Axis): PlacedAxis {
  return {
    source: output,
    target: input - 1 + filter,
    before: filter - 1 - before,
    spread: stride,
    taps: filter,
    stride: 1,
    output: input,
  };
}

export const conv2dBackpropInputKernel: KernelConfig = {
  kernelName: Conv2DBackpropInput,
  backendName: "wasm",
  kernelFunc: conv2dBackpropInput as unknown as KernelFunc,
};
