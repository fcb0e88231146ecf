import * as tf from "@tensorflow/tfjs-core";
import { l2Loss } from "qat-ops";

/**
 * Gradients scaled down together to a Euclidean norm of `largest`, where it is larger (Pascanu, Mikolov, Bengio 2013, arXiv
 * 1211.5063, algorithm 1): g <- g min(1, largest / (|g| + 1e-6)), the small number PyTorch's.
 * @param largest above 0
 */
export function clipGradients(gradients: readonly tf.Tensor[], largest: number): tf.Tensor[] {
  return tf.tidy(() => {
    const norm = tf.sqrt(tf.mul(tf.addN(gradients.map(l2Loss)), 2));
    const factor = tf.minimum(tf.div(largest, tf.add(norm, 1e-6)), 1);
    return gradients.map((g) => tf.mul(g, factor));
  });
}
