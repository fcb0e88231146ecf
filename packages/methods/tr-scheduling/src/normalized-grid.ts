import * as tf from "@tensorflow/tfjs-core";
import { type Grid, signedIntegerGrid } from "qat-core";

/**
 * The levels of eq. 13 (Lee et al. 2025, arXiv 2404.19248), in the unit of the weights:
 *
 *     s / gamma round(clip(gamma w / s, a, b)),   s = 3 std(w) + 1e-6
 *     (a, b, gamma) = (-2^(b-1), 2^(b-1) - 1, 2^(b-1)) for b bits, -s and s for one, (-1, 1, 1) for ternary
 *
 * rounding half to even, so that two bits are -s, -s / 2, 0, s / 2. The paper's own levels are these without s, which the next normalisation takes
 * away. One scale a tensor.
 */
export function normalizedGrid(levels: number): Grid {
  const unit = unitOf(levels);
  // The integer of code 0 is even: -2^(b-1).
  const ties = levels >= 4 ? "even" : "up";
  return {
    name: `normalized-${levels}`,
    levels,
    granularity: "tensor",
    unit,
    ties,
    fit: (latent) =>
      tf.tidy(() => {
        const s = tf.add(tf.mul(tf.sqrt(tf.moments(latent).variance), 3), 1e-6);
        return tf.mul(s, tf.tensor2d([...unit], [1, levels]));
      }),
  };
}

/** Levels at s = 1. */
function unitOf(levels: number): readonly number[] {
  if (levels === 2) return [-1, 1];
  if (levels === 3) return [-1, 0, 1];
  return (signedIntegerGrid(Math.log2(levels)).unit ?? []).map((integer) => (2 * integer) / levels);
}
