import { adam } from "../../optimizer/adam.ts";
import type { Check } from "../check.ts";
import { advanceTo, type Changes, exerciseSteps, startExercise } from "../exercise.ts";
import { observationOf, plainRunOf, withVariant } from "../observation.ts";
import { expectSame, numbered, type Snapshot, snapshotOf } from "../snapshot.ts";
import type { Subject } from "../subject.ts";
import { quantizes } from "./codes.ts";

const isFloat = (subject: Subject) => !quantizes(subject);

/** The method's own code at 32 bits is the plain optimizer, bit for bit. */
export const isTheOptimizerAtFloat: Check = {
  name: "at 32 bits is bit for bit the plain optimizer",
  concerns: isFloat,
  async run(subject) {
    const { end } = await plainRunOf(subject);
    expectSame(parametersOf(end), await plainOptimizer(subject, exerciseSteps), `after ${exerciseSteps} steps`);
  },
};

export const isAdamAtFloat: Check = {
  name: "at 32 bits is bit for bit plain Adam, too",
  concerns: isFloat,
  async run(subject) {
    const running = startExercise(subject, { optimizer: adam() });
    advanceTo(4, running);
    const received = await snapshotOf(running.training.variables);
    running.training.dispose();
    expectSame(parametersOf(received), await plainOptimizer(subject, 4, { optimizer: adam() }), "after 4 steps");
  },
};

/** The same with a rule that does nothing. */
async function plainOptimizer(subject: Subject, steps: number, changes?: Changes): Promise<Snapshot> {
  const plain = withVariant(subject, {
    weights: () => ({ state: {}, learned: [], view: (live) => ({ live }), quantize: () => [] }),
  });
  const running = startExercise(plain, changes);
  advanceTo(steps, running);
  const variables = await snapshotOf(running.training.variables);
  running.training.dispose();
  return parametersOf(variables);
}

function parametersOf(variables: Snapshot): Snapshot {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => /^(latent|float|statistic)\//.test(name)));
}

export const showsLatentsAtFloat: Check = {
  name: "at 32 bits shows the latents as they are, in every step",
  concerns: isFloat,
  async run(subject) {
    for (const { at, live, latents } of (await observationOf(subject)).steps) {
      expectSame(numbered("live weight", live), numbered("live weight", latents), `at step ${at.step}`);
    }
  },
};

export const exportsLatentsAtFloat: Check = {
  name: "at 32 bits exports the latents as they are",
  concerns: isFloat,
  async run(subject) {
    const { exported, latents } = (await observationOf(subject)).end;
    const values = exported.map((tensor) => tensor.values);
    expectSame(numbered("exported", values), numbered("exported", latents), "next to the latents");
  },
};
