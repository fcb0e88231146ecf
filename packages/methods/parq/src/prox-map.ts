import * as tf from "@tensorflow/tfjs-core";
import { levelColumns, midpoints, nearestOfAll } from "qat-core";
import { staircases, type Thresholds } from "qat-ops";

const smallestNormal = 2 ** -126;

/**
 * The proximal map of PARQ (Jin et al. 2025, algorithm 1): between neighbouring levels lo and hi about their midpoint,
 *
 *     w = clamp(mid + rho (u - mid), lo, hi)
 *
 * and the outermost level outside of the grid. Slope rho = 1 clips u to the grid's range, rho = infinity is the nearest
 * level. It is prox_{(rho - 1) Psi}(rho u), with Psi the convex regularizer that runs straight between its values
 * q^2 / 2 at the levels q: slopes a_k = (q_k + q_{k+1}) / 2 in eq. 6, infinite outside of the grid.
 * @param u any shape
 * @param codebook [rows, levels], ascending; the empty one of the float grid gives u back
 * @param inverseSlope 1 / rho, in [0, 1]
 */
export function piecewiseAffine(u: tf.Tensor, codebook: tf.Tensor2D, inverseSlope: number): tf.Tensor {
  return piecewiseAffineOfAll([u], [codebook], inverseSlope)[0] as tf.Tensor;
}

/** `piecewiseAffine` of many tensors, each on its own codebook, in fewer calls. */
export function piecewiseAffineOfAll(
  latents: readonly tf.Tensor[],
  codebooks: readonly tf.Tensor2D[],
  inverseSlope: number,
): tf.Tensor[] {
  if (inverseSlope === 0 || codebooks.some(({ shape }) => shape[1] === 0)) return nearestOfAll(latents, codebooks);
  return tf.tidy(() => {
    const levels = levelColumns(codebooks);
    const between = midpoints(codebooks);
    return latents.map((u, i) => slanted(u, levels[i] as tf.Tensor[], (between[i] as Thresholds).at, inverseSlope));
  });
}

function slanted(
  u: tf.Tensor,
  levels: readonly tf.Tensor[],
  between: readonly tf.Tensor[],
  inverseSlope: number,
): tf.Tensor {
  const inner = levels.slice(1, -1);
  const ofInterval = [levels.slice(0, -1), between, levels.slice(1)];
  const [lo, mid, hi] = (
    inner.length === 0 ? ofInterval.map(([only]) => only) : staircases(u, { at: inner }, ofInterval)
  ) as [tf.Tensor, tf.Tensor, tf.Tensor];
  // An inverse slope that float32 rounds to 0 would make 0 / 0 of a weight on a midpoint.
  const line = tf.add(mid, tf.div(tf.sub(u, mid), Math.max(inverseSlope, smallestNormal)));
  return tf.minimum(tf.maximum(line, lo), hi);
}
