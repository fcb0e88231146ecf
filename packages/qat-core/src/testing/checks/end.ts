import type { Check } from "../check.ts";
import { type Changes, exerciseSteps } from "../exercise.ts";
import { type Observation, type ObservedStep, observationOf, observe } from "../observation.ts";
import { expectSame, numbered } from "../snapshot.ts";
import type { Subject } from "../subject.ts";
import { quantizes } from "./codes.ts";

type Seen = Pick<ObservedStep, "live" | "exported">;

const trains = ({ variant }: Subject) => variant.trains !== false;

/** Schedules end before the run does: what the last step's statistics and biases fit is what is exported. */
export const showsItsExportAtLast: Check = {
  name: "shows in its last step, bit for bit, what it would export there",
  concerns: trains,
  async run(subject) {
    const { steps } = await observationOf(subject);
    expectShown(steps.at(-1) as ObservedStep, "in the last step");
  },
};

export const showsItsExportOnceTrained: Check = {
  name: "shows after its last step, bit for bit, what is exported then",
  concerns: trains,
  async run(subject) {
    const { end } = await observationOf(subject);
    expectShown(end, "after the last step");
  },
};

function expectShown({ live, exported }: Seen, when: string): void {
  const values = exported.map((tensor) => tensor.values);
  expectSame(numbered("live weight", live), numbered("live weight", values), `${when}, next to what is exported`);
}

/** Learning rates in inverse proportion, so that a schedule by their sum has the same shape, too. */
export const hardensByProgress: Check = {
  name: "shows levels alone from the same share of training on, whatever the number of steps",
  concerns: (subject) => quantizes(subject) && trains(subject),
  async run(subject) {
    const few = hardFrom(await observationOf(subject));
    const changes: Changes = {
      steps: 2 * exerciseSteps,
      rate: (progress) => 0.025 * (1 + Math.cos(Math.PI * progress)),
    };
    const many = hardFrom(await observe(subject, changes, 2 * exerciseSteps));
    // Two of the shorter run's steps: a proximal map may land the last weight a little earlier or later on another path.
    if (Math.abs(few - many) > 2.01 / exerciseSteps) {
      throw new Error(
        `only levels are shown from ${few.toFixed(2)} of ${exerciseSteps} steps on, and from ${many.toFixed(2)} of ${2 * exerciseSteps}`,
      );
    }
  },
};

function hardFrom({ steps }: Observation): number {
  const hard = ({ live, exported }: Seen) => live.every((w, i) => w.every((x, k) => x === exported[i]?.values[k]));
  return (steps.findLastIndex((step) => !hard(step)) + 1) / steps.length;
}
