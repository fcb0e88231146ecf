import { conv2d, type Tensor3D, type Tensor4D } from "@tensorflow/tfjs-core";
import type { Network } from "qat-core";
import { heNormal } from "./initialise.ts";

export interface ConvolutionOptions {
  /** Height and width of the kernel. */
  readonly size: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly stride?: number;
  /** `same` pads with zeros, so that at stride 1 height and width stay; `valid` pads nothing. */
  readonly padding: "same" | "valid";
  readonly quantized: boolean;
}

/**
 * Two-dimensional convolution (cross-correlation) without a bias: [batch, height, width, inputs] to
 * [batch, height', width', outputs]. Its parameter is `<name>/kernel`, [size, size, inputs, outputs].
 */
export function convolution(name: string, options: ConvolutionOptions): Network {
  const { size, inputs, outputs, stride = 1, padding, quantized } = options;
  const kernel = {
    name: `${name}/kernel`,
    role: "weight",
    shape: [size, size, inputs, outputs],
    quantized,
    initialise: heNormal,
  } as const;
  return {
    parameters: [kernel],
    activations: [],
    forward: (x, scope) => conv2d(x as Tensor3D, scope.parameter(kernel.name) as Tensor4D, stride, padding),
  };
}
