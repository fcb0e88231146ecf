import type { Check } from "../check.ts";
import { advanceTo, exerciseSteps, startExercise } from "../exercise.ts";
import { memorised } from "../observation.ts";
import type { Subject } from "../subject.ts";

export const namesItsQuantities: Check = {
  name: "has quantities of the same names at every moment, so that each is one curve",
  async run(subject) {
    const [first, ...later] = (await quantitiesOf(subject)).map(({ values }) => Object.keys(values).join(", "));
    const other = later.find((names) => names !== first);
    if (other !== undefined)
      throw new Error(`its quantities are ${first || "none"} at first, and ${other || "none"} later`);
  },
};

export const hasFiniteQuantities: Check = {
  name: "has quantities that are finite numbers, at every moment",
  async run(subject) {
    for (const { step, values } of await quantitiesOf(subject)) {
      for (const [name, value] of Object.entries(values)) {
        if (typeof value !== "number" || !Number.isFinite(value)) {
          throw new Error(`${name} is ${value} after ${step} steps; expected a finite number`);
        }
      }
    }
  },
};

interface Asked {
  readonly step: number;
  readonly values: Readonly<Record<string, number>>;
}

const asked = new WeakMap<Subject, Promise<Asked[]>>();

function quantitiesOf(subject: Subject): Promise<Asked[]> {
  return memorised(asked, subject, async () => {
    const running = startExercise(subject);
    const answers: Asked[] = [];
    for (const step of [0, 1, exerciseSteps]) {
      advanceTo(step, running);
      answers.push({ step, values: await running.training.quantities() });
    }
    running.training.dispose();
    return answers;
  });
}
