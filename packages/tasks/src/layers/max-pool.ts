import { type Tensor4D, maxPool as tfMaxPool } from "@tensorflow/tfjs-core";
import type { Network } from "qat-core";

/**
 * The largest value of each `size` x `size` window, windows side by side: [batch, height, width, channels] to
 * [batch, floor(height / size), floor(width / size), channels].
 */
export function maxPool(size: number): Network {
  return { parameters: [], activations: [], forward: (x) => tfMaxPool(x as Tensor4D, size, size, "valid") };
}
