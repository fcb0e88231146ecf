/**
 * Transition rate scheduling.
 *
 * Lee, Jeon, Kim, Ham: "Scheduling weight transitions for quantization-aware training", ICCV 2025, arXiv 2404.19248,
 * eq. 5, 10 to 12 (steering.ts), eq. 13 (frozen-tensor.ts, scaled-activations.ts); the target R is a cosine from
 * lambda sqrt(bits) to 0, bits = log2 3 for ternary. The paper adds to the rate (default); the code that was released with it
 * multiplies (variant `multiplicative`).
 *
 * Deviations:
 * - grid and start are the suite's: symmetric levels whose frozen scale is the least-squares fit at the start, for
 *   -2^(b-1) .. 2^(b-1) - 1 at 3 std(w); first and last layers are quantized too; from scratch, as every method on this track;
 * - a learned scale of every tensor stands for the normalisation that the paper has after every layer;
 * - transitions are counted on integer codes after the step. The released code counts in forward, where a second forward in
 *   one step (accumulated gradients, recomputation) overwrites the count with zeros and the rate runs away;
 * - guards against wind-up, pooled small tensors and a shorter running mean in short runs (steering.ts, pools.ts);
 * - the target follows the cosine in every step, for every epoch. Weight decay, coupled or AdamW's, is scaled by U.
 *
 * lambda = 5e-3 is the released script's, in the middle of what the paper finds good for ResNet-20 (4e-3 to 6e-3).
 */
import type { Method, Variant } from "qat-core";
import { scaledActivations } from "./scaled-activations.ts";
import { scheduledWeights } from "./scheduled-weights.ts";
import { additive, multiplicative, type SteeringRule } from "./steering.ts";

/** lambda: the target transition rate of one bit at the start of training. */
const factor = 5e-3;

/** A variant of transition rate scheduling. */
export function transitionRateScheduling(name: string, rule: SteeringRule): Variant {
  return {
    options: { rule: name, factor },
    startsFrom: "scratch",
    supports: () => ({ supported: true }),
    weights: (latents, setup) => scheduledWeights(latents, setup, { rule, factor }),
    activations: scaledActivations,
  };
}

export const method: Method = {
  name: "tr-scheduling",
  title: "Transition rate scheduling",
  paper: {
    authors: "Lee, Jeon, Kim, Ham",
    title: "Scheduling Weight Transitions for Quantization-Aware Training",
    year: 2025,
    arxiv: "2404.19248",
  },
  summary:
    "What moves a quantized network is weights that change level, and a learning rate hardly controls how many do. Here the share of weights that change level in a step follows a schedule of its own, down to none, and the rate of the latent weights is steered up and down to meet it. `multiplicative` steers by the rule of the released code instead of the paper's.",
  variants: {
    default: transitionRateScheduling("additive", additive),
    multiplicative: transitionRateScheduling("multiplicative", multiplicative),
  },
};
