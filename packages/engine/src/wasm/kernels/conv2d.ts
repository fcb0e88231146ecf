import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { KernelConfig, KernelFunc, TensorInfo } from "@tensorflow/tfjs-core";
import { type Axis, type ConvolutionAttributes, geometryOf } from "./convolution-geometry.ts";
import { convolve, type PlacedAxis } from "./convolve.ts";

interface Arguments {
  inputs: { x: TensorInfo; filter: TensorInfo };
  attrs: ConvolutionAttributes;
  backend: BackendWasm;
}

/**
 * Convolution by the engine's own kernel, which takes half the time of the one that tfjs has: `original`, which still runs
 * where a filter is dilated.
 */
export function conv2dOf(original: KernelConfig): KernelConfig {
  const dilated = original.kernelFunc as unknown as (args: Arguments) => TensorInfo;

  function conv2d(args: Arguments): TensorInfo {
    const { inputs, attrs, backend } = args;
    const { x, filter } = inputs;
    const { batch, inChannels, outChannels, height, width } = geometryOf(x.shape, filter.shape, attrs, false);
    if (height.dilation > 1 || width.dilation > 1) return dilated(args);
    return convolve(backend, {
      images: x,
      filter,
      layout: {
        first: 0,
        kStep: width.filter * inChannels * outChannels,
        lStep: inChannels * outChannels,
        inputStep: outChannels,
        outputStep: 1,
      },
      height: forwardAxis(height),
      width: forwardAxis(width),
      batch,
      inputs: inChannels,
      outputs: outChannels,
    });
  }
  return { ...original, kernelFunc: conv2d as unknown as KernelFunc };
}

/** The input among zeros, exactly as long as the windows reach. */
export function forwardAxis({ input, output, filter, stride, before }: Axis): PlacedAxis {
  return { source: input, target: (output - 1) * stride + filter, before, spread: 1, taps: filter, stride, output };
}
