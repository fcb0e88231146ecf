import * as tf from "@tensorflow/tfjs-core";
import type { Variant } from "qat-core";
import { relaxed } from "../../../methods/binary-relax/src/relaxed.ts";
import { method as fp32 } from "../../../methods/fp32/src/index.ts";
import { noiseTempering } from "../../../methods/noise-tempering/src/index.ts";
import { practical } from "../../../methods/parq/src/practical.ts";
import { eager } from "../../../methods/proxquant/src/eager.ts";
import { method as ste } from "../../../methods/ste/src/index.ts";
import { method as trScheduling } from "../../../methods/tr-scheduling/src/index.ts";
import type { Identity } from "./identity.ts";

const always = (steps: number) => steps;
const straightThrough: Variant = ste.variants.default;
const freezeFrom = 2 / 3;

const slope = { steepness: 20, centre: 0.5, start: 0, warmUp: 0, period: 1 } as const;

/** TR scheduling whose U is a multiple of the recipe's rate, whatever its steering says, and whose post-scale stays 1. */
const fixedRate = (multiple: number): Variant => ({
  ...trScheduling.variants.default,
  weights(latents, setup) {
    const rule = trScheduling.variants.default.weights(latents, setup);
    return {
      ...rule,
      rates: ({ rate }) => latents.map(() => multiple * rate),
      learned: rule.learned.map((scale) => ({ ...scale, rateFactor: 0 })),
    };
  },
});

/** STE on the codebooks of its start, with TR scheduling's clip: no gradient beyond 3 std(u) and the outermost level. */
const frozenScale: Variant = {
  ...trScheduling.variants.default,
  weights(latents, setup) {
    const { settle: _, ...rule } = straightThrough.weights(latents, setup);
    const reaches = latents.map((u) =>
      tf.tidy(() =>
        tf.variable(tf.maximum(tf.mul(tf.sqrt(tf.moments(u).variance), 3), tf.max(setup.grid.fit(u))), false),
      ),
    );
    return {
      ...rule,
      state: { ...rule.state, ...Object.fromEntries(reaches.map((reach, i) => [`reach/${i}`, reach])) },
      view: (u, at) => ({
        ...rule.view(u, at),
        pullback: (gradients) => ({
          latents: gradients.map((g, i) =>
            tf.mul(g, tf.cast(tf.lessEqual(tf.abs(u[i] as tf.Tensor), reaches[i] as tf.Tensor), "float32")),
          ),
          learned: [],
        }),
      }),
    };
  },
};

export const identities: readonly Identity[] = [
  {
    name: "PARQ with infinite slope is STE",
    one: practical({ ...slope, end: 0 }),
    without: practical({ ...slope, end: 0.75 }),
    other: straightThrough,
    until: always,
  },
  {
    name: "BinaryRelax with lambda = infinity is STE",
    one: relaxed({ schedule: "hard", share: () => 1, hardFrom: 0, period: 1 }),
    without: relaxed({ schedule: "half", share: () => 0.5, hardFrom: 0.75, period: 1 }),
    other: straightThrough,
    until: always,
  },
  {
    name: "ProxQuant with lambda = 0, before its hard step, is the plain optimizer",
    one: eager({ distance: "paper", startsFrom: "scratch", shrinkageL1: 0, shrinkageL2: 0, freezeFrom }),
    without: eager({ distance: "paper", startsFrom: "scratch", shrinkageL1: 1, shrinkageL2: 1, freezeFrom }),
    other: fp32.variants.default,
    otherIsFloat: true,
    // The step whose end is at two thirds of training rounds.
    until: (steps) => Math.ceil(freezeFrom * steps) - 1,
  },
  {
    name: "noise tempering with tau = 0 is LSQ",
    one: noiseTempering({ temperature: () => 0, gradientScale: "amplitude" }),
    without: noiseTempering({ temperature: () => 0.5, gradientScale: "amplitude" }),
    other: ste.variants.lsq as Variant,
    until: always,
  },
  {
    name: "TR scheduling with a fixed U is STE with a frozen scale at that rate",
    one: fixedRate(1),
    without: fixedRate(2),
    other: frozenScale,
    until: always,
  },
];
