import * as tf from "@tensorflow/tfjs-core";
import type { Check } from "../check.ts";
import { uniform } from "../exercise.ts";
import { pull, someMoments, withFreshRule } from "../fresh-rule.ts";
import { observationOf } from "../observation.ts";
import { expectFinite, expectForms, expectSame, numbered, read } from "../snapshot.ts";

const gradientsLike = (latents: readonly tf.Tensor[]) => latents.map(({ shape }, i) => uniform(shape, 30 + i));

export const pullsBackToEach: Check = {
  name: "pulls a gradient back to each latent and each learned parameter, in its shape",
  run: (subject) =>
    withFreshRule(subject, (rule, latents) => {
      const learned = rule.learned.map(({ value }) => value);
      for (const at of someMoments) {
        const pulled = pull(rule, latents, gradientsLike(latents), at);
        expectForms("the gradients of the latents", pulled.latents, latents);
        expectForms("the gradients of the learned parameters", pulled.learned, learned);
      }
    }),
};

export const pullsBackFiniteGradients: Check = {
  name: "pulls finite gradients back",
  run: (subject) =>
    withFreshRule(subject, (rule, latents) => {
      for (const at of someMoments) {
        const pulled = pull(rule, latents, gradientsLike(latents), at);
        const gradients = {
          ...numbered("the gradient of latent", read(pulled.latents)),
          ...numbered("the gradient of learned parameter", read(pulled.learned)),
        };
        expectFinite(gradients, `at step ${at.step}`);
      }
    }),
};

export const pullsNothingBackToNothing: Check = {
  name: "pulls a gradient of zeros back to zeros",
  run: (subject) =>
    withFreshRule(subject, (rule, latents) => {
      for (const at of someMoments) {
        const { latents: ofLatents, learned } = pull(
          rule,
          latents,
          latents.map((u) => tf.zerosLike(u)),
          at,
        );
        const wrong = read([...ofLatents, ...learned])
          .flat()
          .find((x) => x !== 0);
        if (wrong !== undefined) throw new Error(`of zeros, ${wrong} is pulled back at step ${at.step}; expected 0`);
      }
    }),
};

/** Exact, because 2 is a power of two: any rule of degree one passes, with |g| in it or not. */
export const pullsBackInProportion: Check = {
  name: "pulls twice as much back of a gradient twice as large",
  run(subject) {
    for (const at of someMoments) {
      const pulledOf = (factor: number) =>
        withFreshRule(subject, (rule, latents) => {
          const gradients = gradientsLike(latents).map((g) => tf.mul(g, factor));
          const pulled = pull(rule, latents, gradients, at);
          const scaled = (tensors: readonly tf.Tensor[]) => read(tensors.map((x) => tf.div(x, factor)));
          return { ...numbered("latent", scaled(pulled.latents)), ...numbered("learned", scaled(pulled.learned)) };
        });
      expectSame(pulledOf(2), pulledOf(1), `half of what is pulled back of 2 g at step ${at.step}`);
    }
  },
};

export const staysFinite: Check = {
  name: "keeps live weights, latents and learned parameters finite",
  async run(subject) {
    const { steps } = await observationOf(subject);
    for (const { at, live, settled, learned } of steps) {
      const values = {
        ...numbered("live weight", live),
        ...numbered("latent", settled),
        ...numbered("learned parameter", learned),
      };
      expectFinite(values, `at step ${at.step}`);
    }
  },
};
