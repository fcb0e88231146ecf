import * as tf from "@tensorflow/tfjs-core";
import { hashOf } from "../export.ts";
import type { Check } from "./check.ts";
import { advanceTo, exerciseSteps, type Running, startExercise } from "./exercise.ts";
import { expectSame, snapshotOf } from "./snapshot.ts";

export const repeatsBitForBit: Check = {
  name: "repeats bit for bit from the same seed",
  async run(subject) {
    const first = startExercise(subject);
    const second = startExercise(subject);
    advanceTo(exerciseSteps, first);
    advanceTo(exerciseSteps, second);
    await expectSameEnd(second, first, "the second run of the same seed");
  },
};

/** The resumed training starts from other weights, so that whatever is missing from its variables shows. */
export const continuesFromACheckpoint: Check = {
  name: "continues bit for bit from its variables saved in mid-training",
  async run(subject) {
    const whole = startExercise(subject);
    advanceTo(exerciseSteps / 2, whole);
    const saved = await snapshotOf(whole.training.variables);
    const resumed = startExercise(subject, { first: 50 });
    for (const [name, variable] of Object.entries(resumed.training.variables)) {
      const values = saved[name];
      if (values === undefined) throw new Error(`the variable ${name} was not there when the checkpoint was saved`);
      tf.tidy(() => variable.assign(tf.tensor(values as Float32Array, variable.shape, variable.dtype)));
    }
    resumed.training.resumeAt(exerciseSteps / 2);
    advanceTo(exerciseSteps, whole);
    advanceTo(exerciseSteps, resumed);
    await expectSameEnd(resumed, whole, "resumed in mid-training");
  },
};

async function expectSameEnd(received: Running, expected: Running, claim: string): Promise<void> {
  const [a, b] = [await snapshotOf(received.training.variables), await snapshotOf(expected.training.variables)];
  const [hashA, hashB] = [hashOf(await received.training.export()), hashOf(await expected.training.export())];
  received.training.dispose();
  expected.training.dispose();
  expectSame(a, b, claim);
  if (hashA !== hashB) throw new Error(`${claim}: the exported network has hash ${hashA}, expected ${hashB}`);
}

export const leaksNoTensor: Check = {
  name: "leaks no tensor over steps, exports and dispose",
  async run(subject) {
    const count = () => tf.memory().numTensors;
    const before = count();
    const running = startExercise(subject);
    advanceTo(1, running);
    const started = count();
    advanceTo(exerciseSteps / 2, running);
    if (count() !== started) throw new Error(`${count() - started} tensors more after ${exerciseSteps / 2 - 1} steps`);
    await running.training.export();
    await running.training.quantities();
    if (count() !== started) throw new Error(`${count() - started} tensors more after one export`);
    running.training.dispose();
    if (count() !== before) {
      throw new Error(`${count() - before} tensors left after dispose; name every variable in state or learned`);
    }
  },
};
