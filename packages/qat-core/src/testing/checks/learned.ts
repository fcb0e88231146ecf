import * as tf from "@tensorflow/tfjs-core";
import type { Check } from "../check.ts";
import { uniform } from "../exercise.ts";
import { pull, someMoments, someWeights, withFreshRule } from "../fresh-rule.ts";
import { observationOf } from "../observation.ts";
import { read } from "../snapshot.ts";

export const namesWhatItLearns: Check = {
  name: "learns parameters of distinct names, each a variable of its own that is not in its state too",
  run: (subject) =>
    withFreshRule(subject, ({ learned, state }) => {
      const names = learned.map(({ name }) => name);
      const twice = names.find((name, i) => name.trim() === "" || names.indexOf(name) < i);
      if (twice !== undefined) throw new Error(`learned parameters are named [${names}]; expected distinct names`);
      const variables = learned.map(({ value }) => value);
      const known = new Set<tf.Tensor>(Object.values(state));
      for (const [i, { name, value }] of learned.entries()) {
        if (!(value instanceof tf.Variable)) throw new Error(`the learned parameter ${name} is not a variable`);
        if (known.has(value) || variables.indexOf(value) < i) {
          throw new Error(`the variable of the learned parameter ${name} is listed twice; expected once, in learned`);
        }
      }
    }),
};

export const boundsWhatItLearns: Check = {
  name: "keeps learned parameters within their bounds, at the start and after every step",
  async run(subject) {
    withFreshRule(subject, (rule) => {
      for (const { name, bounds } of rule.learned) {
        if (!(bounds[0] < bounds[1]))
          throw new Error(`${name} is bound by ${bounds.join(" and ")}; expected an interval`);
      }
    });
    const { learned, learnedAtFirst, steps } = await observationOf(subject);
    learned.forEach(({ name, bounds: [lowest, highest] }, i) => {
      for (const [moment, values] of [learnedAtFirst, ...steps.map((step) => step.learned)].entries()) {
        const outside = values[i]?.find((x) => !(x >= Math.fround(lowest) && x <= Math.fround(highest)));
        if (outside !== undefined) {
          throw new Error(`${name} is ${outside} after ${moment} steps; its bounds are ${lowest} and ${highest}`);
        }
      }
    });
  },
};

export const scalesWhatItLearns: Check = {
  name: "gives learned parameters positive finite factors of gradient and rate",
  async run(subject) {
    for (const { name, gradientScale, rateFactor } of (await observationOf(subject)).learned) {
      for (const [what, factor] of Object.entries({ gradientScale, rateFactor })) {
        if (!(Number.isFinite(factor) && factor > 0)) {
          throw new Error(`${what} of ${name} is ${factor}; expected a finite number above 0`);
        }
      }
    }
  },
};

/**
 * Far outside of the grid there is no rounding that a gradient would be passed straight through: there, what is learned
 * moves live weights smoothly, and its gradient can only be their slope.
 */
export const learnsAlongTheSlope: Check = {
  name: "learns by the slope of the live weights, where weights are far outside of the grid",
  run: (subject) =>
    withFreshRule(subject, (rule, latents) => {
      for (const [i, latent] of latents.entries()) latent.assign(tf.mul(someWeights()[i] as tf.Tensor, 1000));
      const gradients = latents.map(({ shape }, i) => uniform(shape, 60 + i));
      const total = (tensors: readonly tf.Tensor[]) =>
        tensors.reduce((sum, x, i) => sum + Number(tf.sum(tf.mul(x, gradients[i] as tf.Tensor)).dataSync()[0]), 0);
      for (const at of someMoments) {
        const pulled = read(pull(rule, latents, gradients, at).learned);
        for (const [i, { name, value }] of rule.learned.entries()) {
          const kept = tf.clone(value);
          const step = 0.01 * (Math.max(...(read([kept])[0] ?? []).map(Math.abs)) || 1);
          const liveAt = (shift: number) => {
            value.assign(tf.add(kept, shift));
            return total(rule.view(latents, at).live);
          };
          const slope = (liveAt(step) - liveAt(-step)) / (2 * step);
          value.assign(kept);
          const received = (pulled[i] ?? []).reduce((sum, x) => sum + x, 0);
          if (!(Math.abs(received - slope) <= 1e-3 * Math.max(1, Math.abs(slope)))) {
            throw new Error(`the gradient of ${name} is ${received} at step ${at.step}; the slope is ${slope}`);
          }
        }
      }
    }),
};
