import * as tf from "@tensorflow/tfjs-core";
import { staircases, type Thresholds } from "qat-ops";
import type { Ties } from "./grid.ts";
import { levelColumns, midpoints } from "./level-columns.ts";

/** A tensor as it is exported: integer codes of the latent's shape with their codebook, or plain floats. */
export type Quantized =
  | { readonly kind: "codes"; readonly codes: tf.Tensor; readonly codebook: tf.Tensor2D }
  | { readonly kind: "float"; readonly values: tf.Tensor };

/**
 * Codes of the nearest levels: int32, the shape of `latent`. A weight exactly between two levels takes the upper one, so
 * that sign(0) = +1, unless the grid has other `ties`.
 * @param codebook [rows, levels], ascending; rows is 1 or the length of the latent's last axis. At least one level.
 */
export function nearestCodes(latent: tf.Tensor, codebook: tf.Tensor2D, ties: Ties = "up"): tf.Tensor {
  return tf.tidy(() => thresholdsReached(latent, midpoints([codebook], ties)[0] as Thresholds));
}

/**
 * The values that codes stand for: float32, the shape of `codes`.
 * @param codes int32
 * @param codebook [rows, levels]; rows is 1 or the length of the codes' last axis.
 */
export function levelsOf(codes: tf.Tensor, codebook: tf.Tensor2D): tf.Tensor {
  const [rows, levels] = codebook.shape;
  return tf.tidy(() => {
    if (levels > mostMasks) {
      const flat = tf.reshape(codebook, [rows * levels]);
      const offsets = rows === 1 ? 0 : tf.range(0, rows * levels, levels, "int32");
      return tf.gather(flat, tf.cast(tf.add<tf.Tensor1D>(codes, offsets), "int32"));
    }
    // Exact, as all terms of a weight but one are zero; a gather costs five times as much on either engine.
    const ofCode = (levelColumns([codebook])[0] as tf.Tensor[]).map((level, code) =>
      tf.mul(tf.cast(tf.equal(codes, tf.scalar(code, "int32")), "float32"), level),
    );
    return ofCode.length === 1 ? (ofCode[0] as tf.Tensor) : tf.addN(ofCode);
  });
}

/** Up to so many levels, a mask a level is cheaper than an index a weight. */
const mostMasks = 16;

/** The nearest level of every weight: hard quantization. On the float grid (an empty codebook) the latent itself. */
export function nearest(latent: tf.Tensor, codebook: tf.Tensor2D): tf.Tensor {
  return nearestOfAll([latent], [codebook])[0] as tf.Tensor;
}

/** `nearest` of many tensors, each on its own codebook, in fewer calls; weights between two levels as the grid has it. */
export function nearestOfAll(
  latents: readonly tf.Tensor[],
  codebooks: readonly tf.Tensor2D[],
  ties: Ties = "up",
): tf.Tensor[] {
  if (codebooks.some(({ shape }) => shape[1] === 0)) return latents.map((latent) => tf.clone(latent));
  return tf.tidy(() => {
    const levels = levelColumns(codebooks);
    const between = midpoints(codebooks, ties);
    return latents.map((latent, i) => onLevels(latent, between[i] as Thresholds, levels[i] as tf.Tensor[]));
  });
}

function onLevels(latent: tf.Tensor, between: Thresholds, levels: readonly tf.Tensor[]): tf.Tensor {
  if (between.at.length === 0) return tf.add(tf.zerosLike(latent), levels[0] as tf.Tensor);
  return staircases(latent, between, [levels])[0] as tf.Tensor;
}

/** Latent and codebook as they would be exported now; floats on the float grid. */
export function quantizeWith(latent: tf.Tensor, codebook: tf.Tensor2D, ties: Ties = "up"): Quantized {
  if (codebook.shape[1] === 0) return { kind: "float", values: tf.clone(latent) };
  return { kind: "codes", codes: nearestCodes(latent, codebook, ties), codebook: tf.clone(codebook) };
}

/** How many of the thresholds each weight reaches. */
function thresholdsReached(latent: tf.Tensor, { at, strict = () => false }: Thresholds): tf.Tensor {
  if (at.length === 0) return tf.zeros(latent.shape, "int32");
  // One comparison a threshold is one pass over the weights.
  const reached = at.map((each, below) => {
    const reaches = strict(below) ? tf.greater : tf.greaterEqual;
    return tf.cast(reaches(latent, each), "int32");
  });
  return reached.length === 1 ? (reached[0] as tf.Tensor) : tf.addN(reached);
}
