import * as tf from "@tensorflow/tfjs-core";
import {
  answersWithoutSideEffects,
  continuesBeforeTheEnd,
  continuesEarly,
  continuesFromTheMiddle,
  drawsNothing,
  exportsWithoutSideEffects,
  keepsRunsApart,
  repeatsBitForBit,
} from "qat-core/testing";
import { type Defect, mutant } from "./mutant.ts";

/** Latents are settled, and then shifted. */
const shifting =
  (shift: (seed: number) => number): Defect =>
  (rule, _, { seed }) => ({
    settle(u, at) {
      const by = shift(seed);
      return (rule.settle?.(u, at) ?? u).map((latent) => tf.add(latent, by));
    },
  });

/** Remembers something of one step outside of its state, for another. */
const recalling =
  (notes: number, uses: number): Defect =>
  (rule) => {
    let noted = 0;
    return {
      settle(u, at) {
        if (at.step === notes) noted = 0.01;
        return (rule.settle?.(u, at) ?? u).map((latent) => (at.step === uses ? tf.add(latent, noted) : latent));
      },
    };
  };

let settled = 0;

export const repetitions = [
  mutant(
    "adds noise without a seed",
    repeatsBitForBit,
    /the second run of the same seed: latent/,
    shifting(() => Math.random() / 100),
  ),
  mutant(
    "adds noise of its seed",
    drawsNothing,
    /the same run with another seed: latent/,
    shifting((seed) => seed / 1e4),
  ),
  mutant("counts the steps of all runs together", keepsRunsApart, /next to another run: latent/, (rule) => {
    settled = 0;
    return {
      settle(u, at) {
        settled += 1;
        return (rule.settle?.(u, at) ?? u).map((latent) => tf.add(latent, settled / 1000));
      },
    };
  }),
  mutant("refits when it is asked for codes", exportsWithoutSideEffects, /exported on the way: latent/, (rule) => ({
    quantize(u) {
      rule.settle?.(
        u.map((latent) => tf.mul(latent, 1.2)),
        { step: 0, steps: 1, progress: 0, rate: 0, rateSum: 0 },
      );
      return rule.quantize(u);
    },
  })),
  mutant("refits when it is asked for its quantities", answersWithoutSideEffects, /asked on the way: /, (rule) => ({
    quantities(u, at) {
      rule.settle?.(
        u.map((latent) => tf.mul(latent, 1.2)),
        at,
      );
      return {};
    },
  })),
  mutant(
    "recalls its first step, and not from its state,",
    continuesEarly,
    /resumed after its first step: /,
    recalling(0, 1),
  ),
  mutant(
    "recalls its third step, and not from its state,",
    continuesFromTheMiddle,
    /resumed in mid-training: /,
    recalling(2, 7),
  ),
  mutant(
    "recalls its ninth step, and not from its state,",
    continuesBeforeTheEnd,
    /resumed before its last step: /,
    recalling(8, 11),
  ),
  mutant("keeps its codebooks to itself", continuesFromTheMiddle, /resumed in mid-training: latent/, () => ({
    state: {},
  })),
];
