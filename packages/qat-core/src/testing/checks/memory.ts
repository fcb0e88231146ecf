import * as tf from "@tensorflow/tfjs-core";
import type { Check } from "../check.ts";
import { advanceTo, type Running, startExercise } from "../exercise.ts";
import { withFreshRule } from "../fresh-rule.ts";
import type { Subject } from "../subject.ts";

const count = () => tf.memory().numTensors;

export const leaksNoTensorAStep: Check = {
  name: "keeps no more tensors from step to step",
  run: (subject) =>
    withRunning(subject, async (running) => {
      const before = count();
      advanceTo(4, running);
      if (count() !== before) throw new Error(`${count() - before} tensors more after 3 steps`);
    }),
};

export const leaksNoTensorAnExport: Check = {
  name: "keeps no tensor of an export",
  run: (subject) =>
    withRunning(subject, async ({ training }) => {
      const before = count();
      await training.export();
      if (count() !== before) throw new Error(`${count() - before} tensors more after an export`);
    }),
};

export const leaksNoTensorAQuestion: Check = {
  name: "keeps no tensor of its quantities",
  run: (subject) =>
    withRunning(subject, async ({ training }) => {
      const before = count();
      await training.quantities();
      if (count() !== before) throw new Error(`${count() - before} tensors more after a question`);
    }),
};

export const leavesNothingBehind: Check = {
  name: "leaves no tensor behind when its run is disposed",
  run(subject) {
    const before = count();
    const { training } = startExercise(subject);
    training.dispose();
    if (count() !== before) {
      throw new Error(`${count() - before} tensors left after dispose; name every variable in state or learned`);
    }
  },
};

/** One step in: an optimizer or a rule may make what it keeps only then. */
async function withRunning(subject: Subject, inspect: (running: Running) => Promise<void>): Promise<void> {
  const running = startExercise(subject);
  advanceTo(1, running);
  try {
    await inspect(running);
  } finally {
    running.training.dispose();
  }
}

export const remembersInVariables: Check = {
  name: "remembers in variables of its own, of types that a checkpoint holds",
  run: (subject) =>
    withFreshRule(subject, ({ state }, latents) => {
      const entries = Object.entries(state);
      for (const [i, [name, variable]] of entries.entries()) {
        if (!(variable instanceof tf.Variable)) throw new Error(`${name} of the state is not a variable`);
        if (!["float32", "int32", "bool"].includes(variable.dtype)) {
          throw new Error(`${name} of the state is ${variable.dtype}; a checkpoint holds float32, int32 and bool`);
        }
        if (latents.includes(variable)) throw new Error(`${name} of the state is a latent itself; expected a copy`);
        const twice = entries.slice(0, i).find(([, earlier]) => earlier === variable);
        if (twice) throw new Error(`${twice[0]} and ${name} of the state are one variable`);
      }
    }),
};
