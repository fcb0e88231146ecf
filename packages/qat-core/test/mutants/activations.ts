import * as tf from "@tensorflow/tfjs-core";
import type { ActivationRule } from "qat-core";
import {
  boundsItsActivations,
  clipsWhatIsFarOut,
  continuesWithActivations,
  exportsAQuantizer,
  leaksNoActivation,
  learnsFromActivations,
  namesByActivation,
  passesGradientsOn,
  quantizesActivations,
  showsItsQuantizerAtLast,
  startsFromItsFirstBatch,
  startsFromZeros,
  viewsActivationsAlike,
} from "qat-core/testing";
import { activationMutant, mutant, withActivations } from "./mutant.ts";

const seventeen = (rule: ActivationRule) => ({
  quantizer: async () => ({ ...(await rule.quantizer()), levels: 17 }),
});

const learning = (rule: ActivationRule, change: object) => ({
  learned: rule.learned.map((parameter) => ({ ...parameter, ...change })),
});

export const activations = [
  activationMutant(
    "exports 17 levels",
    exportsAQuantizer,
    /the quantizer is .*17.*expected at most 16 levels/,
    seventeen,
  ),
  activationMutant("exports an offset of its own", exportsAQuantizer, /offset 0, scale > 0/, (rule) => ({
    quantizer: async () => ({ ...(await rule.quantizer()), offset: -1 }),
  })),
  activationMutant(
    "ignores its first batch",
    startsFromItsFirstBatch,
    /the scale is 1 of activations, and 8 \* 0.125/,
    () => ({
      initialise() {},
    }),
  ),
  activationMutant("starts at a mean of zeros", startsFromZeros, /the scale is 0 after a batch of zeros/, (rule) => ({
    initialise: (x) => tf.tidy(() => rule.learned[0]?.value.assign(tf.mean(tf.abs(x)))),
  })),
  activationMutant(
    "shows activations as they are",
    showsItsQuantizerAtLast,
    /activation \d+ is .*; its quantizer gives/,
    () => ({
      view: (x, [s = tf.scalar(1)]) => tf.add(x, tf.mul(s, 0)),
    }),
  ),
  activationMutant(
    "clips nothing on the way back",
    clipsWhatIsFarOut,
    /a gradient of 1 is 1 far outside at step 0; expected 0/,
    (rule) => ({
      view: (x, [s = tf.scalar(1)]) =>
        tf.add(tf.sub(rule.view(x, [s], {} as never), rule.view(x, [s], {} as never)), x),
    }),
  ),
  activationMutant(
    "rounds without passing gradients on",
    passesGradientsOn,
    /a gradient of 1 is 0 inside at step 0/,
    () => ({
      view: (x, [s = tf.scalar(1)]) => tf.mul(tf.round(tf.clipByValue(tf.div(x, s), 0, 15)), s),
    }),
  ),
  activationMutant(
    "learns by the root of nothing",
    learnsFromActivations,
    /the gradient of learned parameter\/0\[0\] is NaN at step 0/,
    (rule) => ({
      view: (x, [s = tf.scalar(1)], at) => tf.add(rule.view(x, [s], at), tf.sqrt(tf.sub(s, s))),
    }),
  ),
  activationMutant(
    "starts outside of its bounds",
    boundsItsActivations,
    /relu\/step starts at .*; its bounds are 5 and 6/,
    (rule) => learning(rule, { bounds: [5, 6] }),
  ),
  activationMutant("calls what it learns a step", namesByActivation, /two activations both learn step/, (rule) =>
    learning(rule, { name: "step" }),
  ),
  activationMutant(
    "grows with every look",
    viewsActivationsAlike,
    /asked again at step 0: activation\[\d+\] is/,
    (rule) => {
      let looks = 1;
      return {
        view(x, learned, at) {
          looks *= 2;
          return tf.mul(rule.view(x, learned, at), looks);
        },
      };
    },
  ),
  activationMutant("forgets a variable", leaksNoActivation, /1 tensors left of one activation/, (rule) => ({
    initialise(x) {
      rule.initialise(x);
      tf.keep(tf.scalar(0));
    },
  })),
];

export const besideActivations = [
  mutant(
    "exports activations of 17 levels",
    quantizesActivations,
    /the quantizer is .*17.*expected at most 16 levels/,
    {
      variant: withActivations(seventeen),
    },
  ),
  mutant("lets activations recall their second step", continuesWithActivations, /resumed next to activations: /, {
    variant: withActivations((rule) => {
      let noted = 0;
      return {
        view(x, learned, at) {
          if (at.step === 1) noted = 0.1;
          return tf.add(rule.view(x, learned, at), noted);
        },
      };
    }),
  }),
];
