import type { WeightRule } from "../../method.ts";
import type { Check } from "../check.ts";
import { exerciseSteps } from "../exercise.ts";
import { momentAt, someMoments, withFreshRule } from "../fresh-rule.ts";
import { expectForms, expectSame, numbered, read } from "../snapshot.ts";

export const viewsEveryLatent: Check = {
  name: "shows one live weight for each latent, of its shape and type",
  run: (subject) =>
    withFreshRule(subject, (rule, latents) => {
      for (const at of someMoments) expectForms("the live weights", rule.view(latents, at).live, latents);
    }),
};

export const viewsAlike: Check = {
  name: "shows the same live weights when it is asked again at the same moment",
  run: (subject) =>
    withFreshRule(subject, (rule, latents) => {
      for (const at of someMoments) {
        const first = read(rule.view(latents, at).live);
        rule.view(latents, momentAt((at.step + 1) % exerciseSteps));
        const again = read(rule.view(latents, at).live);
        expectSame(numbered("live", again), numbered("live", first), `asked again at step ${at.step}`);
      }
    }),
};

export const viewsWithoutSideEffects: Check = {
  name: "changes neither latents nor what it remembers by showing live weights",
  run: (subject) =>
    withFreshRule(subject, (rule, latents) => {
      for (const at of someMoments) {
        const before = { ...numbered("latent", read(latents)), ...memoryOf(rule) };
        rule.view(latents, at);
        const after = { ...numbered("latent", read(latents)), ...memoryOf(rule) };
        expectSame(after, before, `after a view at step ${at.step}`);
      }
    }),
};

/** State and learned parameters as they are. */
function memoryOf({ state, learned }: WeightRule): Record<string, ArrayLike<number>> {
  const values = [...Object.entries(state), ...learned.map(({ name, value }) => [name, value] as const)];
  return Object.fromEntries(values.map(([name, value]) => [name, read([value])[0] ?? []]));
}
