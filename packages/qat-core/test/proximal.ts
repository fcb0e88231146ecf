import * as tf from "@tensorflow/tfjs-core";
import { nearest, startCodebooks, type Variant } from "qat-core";

/** prox of strength c |x - q| or c |x - q|^2 / 2, c in half the distance between levels. */
export function drawn(distance: "l1" | "l2", u: tf.Tensor, codebook: tf.Tensor2D, c: number): tf.Tensor {
  const levels = codebook.shape[1];
  if (levels === 0) return u;
  const q = nearest(u, codebook);
  if (distance === "l2") return tf.add(u, tf.mul(tf.sub(q, u), c / (1 + c)));
  const strength = tf.mul(tf.max(tf.abs(codebook)), c / (levels - 1));
  return tf.minimum(tf.maximum(q, tf.sub(u, strength)), tf.add(u, strength));
}

/**
 * Proximal steps towards the grid (ProxQuant, arXiv 1810.00861, eq. 7), weak at first and without end in the second half,
 * where L1 lands every weight on its level. With L2, which lands nowhere, it is not sound.
 */
export function proximal(distance: "l1" | "l2"): Variant {
  return {
    options: { distance },
    startsFrom: "scratch",
    supports: () => ({ supported: true }),
    weights(latents, { grid }) {
      const codebooks = startCodebooks(grid, latents);
      return {
        state: codebooks.state,
        learned: [],
        view: (u) => ({ live: u }),
        settle(u, { progress, steps }) {
          codebooks.refit(u);
          return u.map((weight, i) => drawn(distance, weight, codebooks.at(i), progress < 0.5 ? 1 / steps : 1000));
        },
        quantize: (u) => codebooks.quantize(u),
      };
    },
  };
}
