import { depthwiseConv2d, reshape, type Tensor4D } from "@tensorflow/tfjs-core";
import type { Network } from "qat-core";
import { heNormal } from "./initialise.ts";

export interface DepthwiseConvolutionOptions {
  /** Height and width of the kernel. */
  readonly size: number;
  readonly channels: number;
  readonly stride: number;
  readonly quantized: boolean;
}

/**
 * Depthwise convolution without a bias, every channel by a filter of its own: [batch, height, width, channels] to
 * [batch, ceil(height / stride), ceil(width / stride), channels], padded with zeros, the odd row and column after the last.
 * Its parameter is `<name>/kernel`, [size, size, channels]: one output channel an input channel, so that the fan-in is one
 * window.
 */
export function depthwiseConvolution(name: string, options: DepthwiseConvolutionOptions): Network {
  const { size, channels, stride, quantized } = options;
  const kernel = {
    name: `${name}/kernel`,
    role: "weight",
    shape: [size, size, channels],
    quantized,
    initialise: heNormal,
  } as const;
  return {
    parameters: [kernel],
    activations: [],
    forward(x, scope) {
      const filter = reshape(scope.parameter(kernel.name), [size, size, channels, 1]) as Tensor4D;
      return depthwiseConv2d(x as Tensor4D, filter, stride, "same");
    },
  };
}
