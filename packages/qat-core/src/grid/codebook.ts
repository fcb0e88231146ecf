import * as tf from "@tensorflow/tfjs-core";

/** A tensor as it is exported: integer codes of the latent's shape with their codebook, or plain floats. */
export type Quantized =
  | { readonly kind: "codes"; readonly codes: tf.Tensor; readonly codebook: tf.Tensor2D }
  | { readonly kind: "float"; readonly values: tf.Tensor };

/**
 * Codes of the nearest levels: int32, the shape of `latent`. A weight exactly between two levels takes the upper one,
 * for every method alike; so sign(0) = +1.
 * @param codebook [rows, levels], ascending; rows is 1 or the length of the latent's last axis. At least one level.
 */
export function nearestCodes(latent: tf.Tensor, codebook: tf.Tensor2D): tf.Tensor {
  const [rows, levels] = codebook.shape;
  return tf.tidy(() => {
    const lower = tf.slice(codebook, [0, 0], [rows, levels - 1]);
    const upper = tf.slice(codebook, [0, 1], [rows, levels - 1]);
    const midpoints = tf.div(tf.add(lower, upper), 2);
    // One comparison a midpoint is one fused pass over the weights; a search per weight is slower up to 16 levels.
    const thresholds =
      rows === 1 ? tf.split(tf.reshape(midpoints, [levels - 1]), levels - 1) : tf.unstack(midpoints, 1);
    const above = thresholds.map((threshold) => tf.cast(tf.greaterEqual(latent, threshold), "int32"));
    return above.length === 0 ? tf.zeros(latent.shape, "int32") : tf.addN(above);
  });
}

/**
 * The values that codes stand for: float32, the shape of `codes`.
 * @param codebook [rows, levels]; rows is 1 or the length of the codes' last axis.
 */
export function levelsOf(codes: tf.Tensor, codebook: tf.Tensor2D): tf.Tensor {
  const [rows, levels] = codebook.shape;
  return tf.tidy(() => {
    const flat = tf.reshape(codebook, [rows * levels]);
    if (rows === 1) return tf.gather(flat, tf.cast(codes, "int32"));
    const offsets = tf.mul(tf.range(0, rows, 1, "int32"), tf.scalar(levels, "int32"));
    return tf.gather(flat, tf.add(codes, offsets));
  });
}

/** The nearest level of every weight: hard quantization. On the float grid (an empty codebook) the latent itself. */
export function nearest(latent: tf.Tensor, codebook: tf.Tensor2D): tf.Tensor {
  if (codebook.shape[1] === 0) return tf.clone(latent);
  return tf.tidy(() => levelsOf(nearestCodes(latent, codebook), codebook));
}

/** Latent and codebook as they would be exported now; floats on the float grid. */
export function quantizeWith(latent: tf.Tensor, codebook: tf.Tensor2D): Quantized {
  if (codebook.shape[1] === 0) return { kind: "float", values: tf.clone(latent) };
  return { kind: "codes", codes: nearestCodes(latent, codebook), codebook: tf.clone(codebook) };
}
