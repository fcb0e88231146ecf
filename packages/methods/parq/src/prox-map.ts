import * as tf from "@tensorflow/tfjs-core";
import { intervalCodes, levelsOf, nearest } from "qat-core";

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
  if (codebook.shape[1] === 0 || inverseSlope === 0) return nearest(u, codebook);
  return tf.tidy(() => {
    const codes = intervalCodes(u, codebook);
    const lo = levelsOf(codes, codebook);
    const hi = levelsOf(tf.add(codes, tf.scalar(1, "int32")), codebook);
    const mid = tf.div(tf.add(lo, hi), 2);
    // An inverse slope that float32 rounds to 0 would make 0 / 0 of a weight on a midpoint.
    const slanted = tf.add(mid, tf.div(tf.sub(u, mid), Math.max(inverseSlope, smallestNormal)));
    return tf.minimum(tf.maximum(slanted, lo), hi);
  });
}
