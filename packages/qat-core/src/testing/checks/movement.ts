import { adam, adamW } from "../../optimizer/adam.ts";
import type { Optimizer } from "../../optimizer/optimizer.ts";
import { driveByHand } from "../by-hand.ts";
import type { Check } from "../check.ts";
import { advanceTo, exerciseOf, exerciseSteps, startExercise } from "../exercise.ts";
import { someMoments, withFreshRule } from "../fresh-rule.ts";
import { observationOf, observe, plainRunOf } from "../observation.ts";
import { expectForms, expectSame, numbered, type Snapshot, snapshotOf } from "../snapshot.ts";
import type { Subject } from "../subject.ts";

/** u <- settle(u - rate direction(pullback(g))), and nothing else: bit for bit against the rule driven by hand. */
export const movesByTheRule: Check = {
  name: "moves each latent by -rate * direction of the pulled-back gradient, then settles it, and nothing else",
  async run(subject) {
    const expected = await byHand(subject, exerciseSteps);
    const { end } = await plainRunOf(subject);
    expectSame(moved(end), expected, `after ${exerciseSteps} steps`);
  },
};

export const movesByTheRuleWithAdam: Check = {
  name: "moves each latent so with Adam",
  run: (subject) => movesWith(adam(), subject),
};

export const movesByTheRuleWithAdamW: Check = {
  name: "moves each latent so with AdamW, whose weight decay is not part of the gradient",
  run: (subject) => movesWith(adamW(), subject),
};

/** Enough for the moments to differ from the gradients. */
const fewSteps = 3;

async function movesWith(optimizer: Optimizer, subject: Subject): Promise<void> {
  const running = startExercise(subject, { optimizer });
  advanceTo(fewSteps, running);
  const received = await snapshotOf(running.training.variables);
  running.training.dispose();
  expectSame(
    moved(received),
    await byHand(subject, fewSteps, optimizer),
    `after ${fewSteps} steps of ${optimizer.name}`,
  );
}

async function byHand(subject: Subject, steps: number, optimizer?: Optimizer): Promise<Snapshot> {
  const exercise = exerciseOf(subject, optimizer && { optimizer });
  const result = await driveByHand(exercise, steps);
  exercise.dispose();
  return result;
}

/** What driving by hand gives, too. */
function moved(variables: Snapshot): Snapshot {
  const prefixes = ["latent/", "float/", "statistic/", "learned/"];
  const entries = Object.entries(variables);
  return Object.fromEntries(prefixes.flatMap((prefix) => entries.filter(([name]) => name.startsWith(prefix))));
}

export const holdsNoTensor: Check = {
  name: "holds on to no tensor that a hook was given: they are disposed when it returns",
  async run(subject) {
    const exercise = exerciseOf(subject);
    await driveByHand(exercise, 2, "disposed").catch((cause: Error) => {
      throw new Error(`with every tensor disposed after its hook: ${cause.message}`);
    });
    exercise.dispose();
  },
};

export const settlesEveryLatent: Check = {
  name: "settles each latent in its shape and type",
  run: (subject) =>
    withFreshRule(subject, (rule, latents) => {
      for (const at of someMoments) {
        expectForms("the settled latents", rule.settle?.(latents, at) ?? latents, latents);
      }
    }),
};

export const asksForSoundRates: Check = {
  name: "asks for rates that are finite and not negative, one a latent",
  async run(subject) {
    const { steps } = await observationOf(subject);
    for (const { at, rates, latents } of steps) {
      if (!rates) continue;
      if (rates.length !== latents.length) throw new Error(`${rates.length} rates for ${latents.length} latents`);
      const wrong = rates.find((rate) => !(Number.isFinite(rate) && rate >= 0));
      if (wrong !== undefined) throw new Error(`a rate is ${wrong} at step ${at.step}; expected a finite one >= 0`);
    }
  },
};

export const keepsWhatItFreezes: Check = {
  name: "leaves a latent bit for bit as it is once its rate stays at 0",
  async run(subject) {
    const { steps } = await observationOf(subject);
    const frozenFrom = steps.findLastIndex(({ rates }) => !rates?.some((rate) => rate === 0)) + 1;
    for (const { at, latents, settled, rates } of steps.slice(frozenFrom)) {
      const still = (list: readonly number[][]) =>
        numbered(
          "latent",
          list.filter((_, i) => rates?.[i] === 0),
        );
      expectSame(still(settled), still(latents), `frozen at step ${at.step}`);
    }
  },
};

export const staysAtRateZero: Check = {
  name: "moves no latent at a learning rate of 0, but by settling it",
  async run(subject) {
    const { steps } = await observe(subject, { rate: () => 0 }, 3);
    for (const { at, latents, moved: received } of steps) {
      expectSame(numbered("latent", received), numbered("latent", latents), `at rate 0, step ${at.step}`);
    }
  },
};

export const survivesAWarmUp: Check = {
  name: "trains on after a first step at rate 0, as a warm-up gives",
  async run(subject) {
    const { steps, end } = await observe(subject, { rate: (progress) => (progress === 0 ? 0 : 0.05) }, 3);
    const finite = [...steps, { ...end, at: { step: 3 } }];
    for (const { at, live } of finite) {
      const bad = live.flat().find((x) => !Number.isFinite(x));
      if (bad !== undefined) throw new Error(`a live weight is ${bad} at step ${at.step}, after a step at rate 0`);
    }
  },
};
