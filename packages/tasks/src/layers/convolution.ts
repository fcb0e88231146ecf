import { type backend_util, conv2d, type Tensor4D } from "@tensorflow/tfjs-core";
import type { Network } from "qat-core";
import { heNormal } from "./initialise.ts";

export interface ConvolutionOptions {
  /** Height and width of the kernel. */
  readonly size: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly stride?: number;
  /**
   * `valid` pads nothing. `same` pads with zeros so that the output has ceil(height / stride) rows, the odd one below;
   * `centred` pads (size - 1) / 2 zeros on every side, so that windows are centred at the first pixel and every `stride`-th
   * from there, as PyTorch's `padding=size // 2`. At stride 1 the two are one.
   */
  readonly padding: "same" | "valid" | "centred";
  readonly quantized: boolean;
}

/**
 * Two-dimensional convolution (cross-correlation) without a bias: [batch, height, width, inputs] to
 * [batch, height', width', outputs]. Its parameter is `<name>/kernel`, [size, size, inputs, outputs].
 * @throws {RangeError} when `centred` meets an even size
 */
export function convolution(name: string, options: ConvolutionOptions): Network {
  const { size, inputs, outputs, stride = 1, padding, quantized } = options;
  if (padding === "centred" && size % 2 === 0) {
    throw new RangeError(
      `the windows of ${name} have size ${size}; only windows of an odd size are centred at a pixel`,
    );
  }
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
    forward(x, scope) {
      const filter = scope.parameter(kernel.name) as Tensor4D;
      // At stride 1 the two are one, and engines know the word.
      const pad = padding !== "centred" ? padding : stride === 1 ? "same" : allAround((size - 1) / 2);
      return conv2d(x as Tensor4D, filter, stride, pad);
    },
  };
}

/** Zeros before and after height and width. */
function allAround(margin: number): backend_util.ExplicitPadding {
  return [
    [0, 0],
    [margin, margin],
    [margin, margin],
    [0, 0],
  ];
}
