import { avgPool, pad, type Tensor4D } from "@tensorflow/tfjs-core";
import type { Network } from "qat-core";

export interface ShortcutOptions {
  readonly inputs: number;
  /** At least `inputs`. */
  readonly outputs: number;
  readonly stride: number;
}

/**
 * The shortcut without parameters (He, Zhang, Ren, Sun 2015, arXiv 1512.03385, sec. 3.3, option A): every `stride`-th
 * pixel in height and width, and zeros for the channels that are new, after the old ones. [batch, height, width, inputs]
 * to [batch, ceil(height / stride), ceil(width / stride), outputs].
 */
export function shortcut({ inputs, outputs, stride }: ShortcutOptions): Network {
  const margins: [number, number][] = [
    [0, 0],
    [0, 0],
    [0, 0],
    [0, outputs - inputs],
  ];
  return {
    parameters: [],
    activations: [],
    forward(x) {
      // Windows of one pixel: a strided slice would have no gradient in tfjs.
      const taken = stride === 1 ? x : avgPool(x as Tensor4D, 1, stride, "valid");
      return inputs === outputs ? taken : pad(taken, margins);
    },
  };
}
