import * as tf from "@tensorflow/tfjs-core";
import type { Check } from "../check.ts";
import { advanceTo, exerciseSteps, type Running, startExercise } from "../exercise.ts";
import { finish, plainRunOf, savedAfter } from "../observation.ts";
import { expectSame } from "../snapshot.ts";
import type { Subject } from "../subject.ts";

export const repeatsBitForBit: Check = {
  name: "repeats bit for bit from the same seed",
  async run(subject) {
    await expectSameEnd(startExercise(subject), subject, "the second run of the same seed");
  },
};

export const drawsNothing: Check = {
  name: "draws nothing at random: another seed of its own changes nothing",
  async run(subject) {
    await expectSameEnd(startExercise(subject, { seed: 21 }), subject, "the same run with another seed");
  },
};

export const keepsRunsApart: Check = {
  name: "trains as it does alone while another run of it trains in between",
  async run(subject) {
    const running = startExercise(subject);
    const other = startExercise(subject, { first: 50 });
    for (let step = 1; step <= 3; step++) {
      advanceTo(step, running);
      advanceTo(step, other);
    }
    other.training.dispose();
    await expectSameEnd(running, subject, "next to another run");
  },
};

export const exportsWithoutSideEffects: Check = {
  name: "changes nothing when it is asked for its codes",
  async run(subject) {
    const running = startExercise(subject);
    for (const step of [0, ...savedAfter]) {
      advanceTo(step, running);
      await running.training.export();
    }
    await expectSameEnd(running, subject, "exported on the way");
  },
};

export const answersWithoutSideEffects: Check = {
  name: "changes nothing when it is asked for its quantities and live weights",
  async run(subject) {
    const running = startExercise(subject);
    for (const step of [0, ...savedAfter]) {
      advanceTo(step, running);
      await running.training.quantities();
      const { latents, live } = running.training.weights();
      tf.dispose([...latents, ...live]);
    }
    await expectSameEnd(running, subject, "asked on the way");
  },
};

export const continuesEarly = continues(savedAfter[0], "after its first step");
export const continuesFromTheMiddle = continues(savedAfter[1], "in mid-training");
export const continuesBeforeTheEnd = continues(savedAfter[2], "before its last step");

/** The resumed training starts from other weights, so that whatever is missing from its variables shows. */
function continues(step: number, when: string): Check {
  return {
    name: `continues bit for bit from its variables saved ${when}`,
    async run(subject) {
      const saved = (await plainRunOf(subject)).after[step] ?? {};
      const resumed = startExercise(subject, { first: 50 });
      for (const [name, variable] of Object.entries(resumed.training.variables)) {
        const values = saved[name];
        if (values === undefined) throw new Error(`the variable ${name} was not there when the checkpoint was saved`);
        // Through plain numbers, as a file holds them.
        tf.tidy(() => variable.assign(tf.tensor(Array.from(values), variable.shape, variable.dtype)));
      }
      resumed.training.resumeAt(step);
      await expectSameEnd(resumed, subject, `resumed ${when}`);
    },
  };
}

async function expectSameEnd(running: Running, subject: Subject, claim: string): Promise<void> {
  const received = await finish(running);
  const expected = await plainRunOf(subject);
  expectSame(received.end, expected.end, claim);
  if (received.hash !== expected.hash) {
    throw new Error(
      `${claim}: after ${exerciseSteps} steps the export has hash ${received.hash}, expected ${expected.hash}`,
    );
  }
}
