import * as tf from "@tensorflow/tfjs-core";
import type { LearnedParameter } from "qat-core";
import { boundsWhatItLearns, learnsAlongTheSlope, namesWhatItLearns, scalesWhatItLearns } from "qat-core/testing";
import { learnedStepWeights } from "../learned-step-weights.ts";
import { type Defect, mutant } from "./mutant.ts";

const of = { of: learnedStepWeights };
const learning =
  (change: Partial<Omit<LearnedParameter, "value">>): Defect =>
  ({ learned }) => ({ learned: learned.map((parameter) => ({ ...parameter, ...change })) });

export const learningRules = [
  mutant(
    "names all it learns alike",
    namesWhatItLearns,
    /named \[step,step\]; expected distinct names/,
    learning({ name: "step" }),
    of,
  ),
  mutant(
    "lists what it learns in its state, too",
    namesWhatItLearns,
    /the variable of the learned parameter step\/0 is listed twice/,
    ({ learned }) => ({ state: Object.fromEntries(learned.map(({ name, value }) => [name, value])) }),
    of,
  ),
  mutant(
    "starts outside of its bounds",
    boundsWhatItLearns,
    /step\/0 is .* after 0 steps; its bounds are 10 and 20/,
    learning({ bounds: [10, 20] }),
    of,
  ),
  mutant(
    "has bounds the wrong way round",
    boundsWhatItLearns,
    /bound by 2 and 1; expected an interval/,
    learning({ bounds: [2, 1] }),
    of,
  ),
  mutant(
    "never moves what it learns",
    scalesWhatItLearns,
    /rateFactor of step\/0 is 0; expected a finite number above 0/,
    learning({ rateFactor: 0 }),
    of,
  ),
  mutant("learns uphill", scalesWhatItLearns, /gradientScale of step\/0 is -1;/, learning({ gradientScale: -1 }), of),
  mutant(
    "learns against the slope",
    learnsAlongTheSlope,
    /the gradient of step\/0 is .* at step 0; the slope is/,
    (rule) => ({
      view(u, at) {
        const { live, pullback } = rule.view(u, at);
        return {
          live,
          pullback(gradients) {
            const { latents = [], learned = [] } = pullback?.(gradients) ?? {};
            return { latents, learned: learned.map((g) => tf.neg(g)) };
          },
        };
      },
    }),
    of,
  ),
];
