import * as tf from "@tensorflow/tfjs-core";
import {
  asksForSoundRates,
  endsAtTheOptimum,
  holdsNoTensor,
  keepsWhatItFreezes,
  movesByTheRule,
  movesByTheRuleWithAdam,
  movesByTheRuleWithAdamW,
  settlesEveryLatent,
  staysAtRateZero,
  survivesAWarmUp,
} from "qat-core/testing";
import { type Defect, mutant } from "./mutant.ts";

const looksAtItsStart: Defect = (rule, latents) => ({ view: (_, at) => rule.view(latents, at) });

export const movements = [
  mutant("looks at the latents it was started with", movesByTheRule, /after 12 steps: latent/, looksAtItsStart),
  mutant(
    "looks at its start, and Adam moves it,",
    movesByTheRuleWithAdam,
    /after 3 steps of adam: latent/,
    looksAtItsStart,
  ),
  mutant(
    "looks at its start, and AdamW moves it,",
    movesByTheRuleWithAdamW,
    /after 3 steps of adamw: latent/,
    looksAtItsStart,
  ),
  mutant(
    "looks at the latents it settled last",
    holdsNoTensor,
    /with every tensor disposed after its hook: /,
    (rule) => {
      let settled: readonly tf.Tensor[] | undefined;
      return {
        settle(u, at) {
          settled = rule.settle?.(u, at) ?? u;
          return settled;
        },
        view: (u, at) => rule.view(settled ?? u, at),
      };
    },
  ),
  mutant(
    "settles its latents flat",
    settlesEveryLatent,
    /the settled latents are float32 \[72\], float32 \[24\]; expected/,
    () => ({
      settle: (u) => u.map((latent) => tf.reshape(latent, [-1])),
    }),
  ),
  mutant("climbs", asksForSoundRates, /a rate is -0.1 at step 0; expected a finite one >= 0/, (_, latents) => ({
    rates: ({ rate }) => latents.map(() => -rate),
  })),
  mutant("has a rate for one latent only", asksForSoundRates, /expected 2, one for each|1 rates for 2 latents/, () => ({
    rates: ({ rate }) => [rate],
  })),
  mutant("shrinks what it has frozen", keepsWhatItFreezes, /frozen at step 6: latent\/0\[0\] is/, (rule, latents) => ({
    rates: ({ rate, progress }) => latents.map(() => (progress < 0.5 ? rate : 0)),
    settle(u, at) {
      const settled = rule.settle?.(u, at) ?? u;
      return settled.map((latent) => tf.mul(latent, 0.99));
    },
  })),
  mutant(
    "has a rate of its own at a learning rate of 0",
    staysAtRateZero,
    /at rate 0, step 0: latent\/0\[0\] is/,
    (_, latents) => ({
      rates: ({ rate }) => latents.map(() => rate || 0.01),
    }),
  ),
  mutant(
    "divides by its first rate",
    survivesAWarmUp,
    /a live weight is NaN at step 0, after a step at rate 0/,
    (rule) => {
      let first: number | undefined;
      return {
        view(u, at) {
          first ??= at.rate;
          return { live: rule.view(u, at).live.map((w) => tf.mul(w, (first as number) / (first as number))) };
        },
      };
    },
  ),
  mutant(
    "discards the update of the latent",
    endsAtTheOptimum,
    /ended at another level than the optimum's/,
    (_, latents) => {
      const first = latents.map((u) => tf.clone(u));
      return { settle: () => first };
    },
  ),
  mutant(
    "halves its latents and never refits its scale",
    endsAtTheOptimum,
    /ended at another level than the optimum's/,
    () => ({
      settle: (u) => u.map((latent) => tf.mul(latent, 0.5)),
    }),
  ),
];
