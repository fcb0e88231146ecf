import * as tf from "@tensorflow/tfjs-core";
import { nearestOfAll } from "./codebook.ts";
import type { Codebooks } from "./codebooks.ts";

/**
 * How far weights are from their grid, all tensors together: sqrt(sum |w - Q(w)|^2 / sum |w|^2), Q the nearest level.
 * 0 on the grid, on the float grid, and where every weight is 0; the relative quantization error where w is the latent.
 * @param weights any shapes, one tensor a codebook, in their order
 * @returns a scalar
 */
export function distanceToGrid(weights: readonly tf.Tensor[], { all: codebooks }: Pick<Codebooks, "all">): tf.Scalar {
  return tf.tidy(() => {
    const total = (squares: readonly tf.Tensor[]) => tf.addN([tf.scalar(0), ...squares.map((x) => tf.sum(x))]);
    const away = total(
      nearestOfAll(weights, codebooks).map((q, i) => tf.squaredDifference(weights[i] as tf.Tensor, q)),
    );
    return tf.sqrt<tf.Scalar>(tf.divNoNan(away, total(weights.map((w) => tf.square(w)))));
  });
}
