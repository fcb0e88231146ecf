/**
 * Transition rate scheduling.
 *
 * Lee, Jeon, Kim, Ham: "Scheduling weight transitions for quantization-aware training", ICCV 2025, arXiv 2404.19248,
 * eq. 5, 10 to 12 (steering.ts), eq. 13 (normalized-grid.ts, frozen-tensor.ts, scaled-activations.ts); the target R is a
 * cosine from lambda sqrt(bits) to 0, bits = log2 3 for ternary. The paper adds to the rate (default); the code that was
 * released with it multiplies (variant `multiplicative`).
 *
 * As published: the levels and the clip of eq. 13 with s_W = 3 std(w) frozen at the start, m = .99 and eta = U0 whatever the
 * run's length, a rate of its own for every tensor, from the trained float network. Ternary is eq. 13 with (a, b, gamma) =
 * (-1, 1, 1), which the paper does not have.
 *
 * Deviations, on either track:
 * - a learned scale of every tensor stands for the normalisation that the paper has after every layer; first and last layers
 *   are quantized where the task says so, the paper leaves them float;
 * - transitions are counted on integer codes after the step. The released code counts in forward, where a second forward in
 *   one step (accumulated gradients, recomputation) overwrites the count with zeros and the rate runs away;
 * - a guard against wind-up, and U0 where a recipe warms up (steering.ts);
 * - the target follows the cosine in every step, for every epoch. Weight decay, coupled or AdamW's, is scaled by U: of
 *   AdamW's the paper does not say.
 * On the controlled track besides: the suite's grid, symmetric levels whose frozen scale is the least-squares fit at the
 * start, and training from scratch; pooled small tensors (pools.ts) and faster steering in short runs (steering.ts).
 *
 * lambda = 5e-3 is the released script's, in the middle of what the paper finds good for ResNet-20 (4e-3 to 6e-3). That script
 * leaves sqrt(bits) out, the paper's figure 1 has it in.
 */
import type { Method, Variant } from "qat-core";
import { normalizedGrid } from "./normalized-grid.ts";
import { scaledActivations } from "./scaled-activations.ts";
import { type Scheduling, scheduledWeights } from "./scheduled-weights.ts";
import { additive, multiplicative, paceOf, publishedPace, type SteeringRule } from "./steering.ts";

/** lambda: the target transition rate of one bit at the start of training. */
const factor = 5e-3;

/** The suite's: shared rates, a pace that suits the run, gradients within 3 std(w). */
export const controlled = { factor, pace: paceOf, pooled: true, reach: "deviations" } as const;

/** The paper's. */
const published = { factor, pace: () => publishedPace, pooled: false, reach: "levels" } as const;

/** A variant of transition rate scheduling. */
export function transitionRateScheduling(name: string, rule: SteeringRule): Variant {
  const scheduled = (scheduling: Omit<Scheduling, "rule">, startsFrom: Variant["startsFrom"]) => ({
    options: { rule: name, factor: scheduling.factor, pooled: scheduling.pooled, reach: scheduling.reach },
    startsFrom,
    supports: () => ({ supported: true }) as const,
    weights: (...[latents, setup]: Parameters<Variant["weights"]>) =>
      scheduledWeights(latents, setup, { ...scheduling, rule }),
    activations: scaledActivations,
  });
  return {
    ...scheduled(controlled, "scratch"),
    asPublished: { ...scheduled(published, "float"), grid: ({ weightLevels }) => normalizedGrid(weightLevels) },
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
