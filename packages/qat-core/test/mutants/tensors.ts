import * as tf from "@tensorflow/tfjs-core";
import type { Grid } from "qat-core";
import {
  keepsCodesWhenItDiverges,
  survivesConstants,
  survivesLargeWeights,
  survivesOutliers,
  survivesSingles,
  survivesTinyWeights,
  survivesZeros,
  takesAnyNumberOfTensors,
  takesTensorsInAnyOrder,
  trainsOneStep,
  trainsTensorsApart,
} from "qat-core/testing";
import { type Defect, mutant, straightThrough } from "./mutant.ts";

/** Live weights times x / x, which is 1 but where x is 0, infinite or not a number. */
const over =
  (x: (u: tf.Tensor, steps: number) => tf.Tensor): Defect =>
  (rule, _, { steps }) => ({
    view(u, at) {
      const live = rule.view(u, at).live.map((w, i) => {
        const value = x(u[i] as tf.Tensor, steps);
        return tf.mul(w, tf.div(value, value));
      });
      return { live };
    },
  });

const notANumber = /\[0\] is NaN of/;

export const tensors = [
  mutant("serves two tensors only", takesAnyNumberOfTensors, /2 of 5 tensors are exported/, (rule) => ({
    quantize: (u) => rule.quantize(u).slice(0, 2),
  })),
  mutant("favours its first tensor", takesTensorsInAnyOrder, /in the opposite order: latent\/0\[0\] is/, (rule) => ({
    settle: (u, at) => (rule.settle?.(u, at) ?? u).map((latent, i) => (i === 0 ? tf.mul(latent, 0.9) : latent)),
  })),
  mutant("fits one codebook to all tensors", trainsTensorsApart, /among others: (latent|live)\/0\[\d+\] is/, {
    variant: {
      ...straightThrough,
      weights(latents, setup) {
        const all = tf.concat(latents.map((u) => tf.reshape(u, [-1])));
        const fit: Grid["fit"] = (_, previous) => setup.grid.fit(all, previous);
        return straightThrough.weights(latents, { ...setup, grid: { ...setup.grid, fit } });
      },
    },
  }),
  mutant(
    "divides by the largest weight",
    survivesZeros,
    notANumber,
    over((u) => tf.max(tf.abs(u))),
  ),
  mutant(
    "divides by the deviation",
    survivesConstants,
    notANumber,
    over((u) => tf.sub(tf.max(u), tf.min(u))),
  ),
  mutant(
    "divides by the weights less one",
    survivesSingles,
    notANumber,
    over((u) => tf.scalar(u.size - 1)),
  ),
  mutant(
    "takes the exponential of a weight",
    survivesLargeWeights,
    notANumber,
    over((u) => tf.exp(tf.max(tf.abs(u)))),
  ),
  mutant(
    "takes the eighth power of a weight",
    survivesTinyWeights,
    notANumber,
    over((u) => tf.pow(tf.max(tf.abs(u)), 8)),
  ),
  mutant(
    "takes the exponential of its largest weight",
    survivesOutliers,
    notANumber,
    over((u) => tf.exp(tf.max(u))),
  ),
  mutant(
    "divides by the steps less one",
    trainsOneStep,
    notANumber,
    over((_, steps) => tf.scalar(steps - 1)),
  ),
  mutant(
    "has a code for NaN",
    keepsCodesWhenItDiverges,
    /a code is 4 after NaN gradients; expected 0 .. 3/,
    (rule) => ({
      quantize: (u) =>
        rule.quantize(u).map((each, i) => {
          if (each.kind === "float") return each;
          return { ...each, codes: tf.where(tf.isNaN(u[i] as tf.Tensor), tf.scalar(4, "int32"), each.codes) };
        }),
    }),
  ),
];
