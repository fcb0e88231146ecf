/**
 * Noise tempering: a RECONSTRUCTION.
 *
 * After Wang, Li, Qu, Metze, Strubell: "Error-aware quantization through noise tempering", 2022, arXiv 2212.05603. Only its
 * abstract could be had: no formula, no table, no hyper-parameter and no code of it is known here. What the abstract says,
 * and where it went:
 *
 * - "exponentially decaying quantization-error-aware noise": noise tau kappa xi e, bounded by the rounding error e; tau
 *   decays exponentially (tempering.ts);
 * - "together with a learnable scale of task loss gradient": kappa also scales the gradient of the latent, by
 *   1 + tau kappa xi (tempered-weights.ts); or, variant `gradient-scale`, a scale of its own, EWGS's delta
 *   (element-wise-scale.ts), because one kappa for both means that learning to quieten the noise is all it can learn;
 * - "at each weight and activation layer's quantizer bin size": one step, one kappa a tensor, weights and activations
 *   (tempered-activations.ts); the step is learned as in LSQ (arXiv 1902.08153);
 * - "an implicit curvature term": E L(w) = L(Q) + tau^2 kappa^2 s^2 / 6 sum_i H_ii e_i^2 + ..., for E xi^2 = 1/3.
 *
 * Everything else is a choice: uniform noise, centred on the level, drawn in every step, on weights and activations; none on
 * clipped values; the decay's constants; the bounds of kappa. Training starts from scratch, as every method's on this track.
 */
import type { Method, Variant } from "qat-core";
import { temperedActivations } from "./tempered-activations.ts";
import { temperedWeights } from "./tempered-weights.ts";
import { decayOptions, exponentialDecay, type Tempering } from "./tempering.ts";

/** A variant of noise tempering; with a temperature of 0 it is LSQ. */
export function noiseTempering(tempering: Tempering): Variant {
  return {
    options: { gradientScale: tempering.gradientScale, ...decayOptions },
    startsFrom: "scratch",
    supports: (_, { unit, levels }) =>
      unit || !Number.isFinite(levels)
        ? { supported: true }
        : { supported: false, reason: "learns one scale, and this grid's levels are not multiples of one" },
    weights: (latents, setup) => temperedWeights(latents, setup, tempering),
    activations: (setup) => temperedActivations(setup, tempering),
  };
}

export const method: Method = {
  name: "noise-tempering",
  title: "Noise tempering (reconstruction)",
  paper: {
    authors: "Wang, Li, Qu, Metze, Strubell",
    title: "Error-aware Quantization through Noise Tempering",
    year: 2022,
    arxiv: "2212.05603",
  },
  summary:
    "A reconstruction from the paper's abstract, the only part that was available. Every quantized weight and activation gets random noise of at most its rounding error, which decays exponentially and is gone before training ends: from a search of the neighbourhood to plain quantization with a learned step. The amplitude of the noise is learned with the weights; `gradient-scale` learns a scale of the gradient instead.",
  variants: {
    default: noiseTempering({ temperature: exponentialDecay, gradientScale: "amplitude" }),
    "gradient-scale": noiseTempering({ temperature: exponentialDecay, gradientScale: "element-wise" }),
  },
};
