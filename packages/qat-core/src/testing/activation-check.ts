import * as tf from "@tensorflow/tfjs-core";
import { parsePrecision } from "../precision.ts";
import type { Check } from "./check.ts";
import { advanceTo, exerciseSteps, startExercise } from "./exercise.ts";

/** The same weights with 4-bit activations, by the variant's own rule or the suite's. */
export const quantizesActivations: Check = {
  name: "exports one quantizer of at most 16 levels an activation at a4, and leaks no tensor, or refuses a4",
  async run(subject) {
    const precision = parsePrecision(subject.precision.name.replace("a32", "a4"));
    if (!subject.variant.supports(precision, subject.grid).supported) return;
    const before = tf.memory().numTensors;
    const running = startExercise({ ...subject, precision });
    advanceTo(1, running);
    const started = tf.memory().numTensors;
    advanceTo(exerciseSteps, running);
    const leaked = tf.memory().numTensors - started;
    const { activations } = await running.training.export();
    running.training.dispose();
    const left = tf.memory().numTensors - before;
    if (leaked !== 0) throw new Error(`${leaked} tensors more after ${exerciseSteps - 1} steps`);
    if (left !== 0) throw new Error(`${left} tensors left after dispose; name every variable in state or learned`);
    const { hidden, ...others } = activations;
    if (!hidden || Object.keys(others).length > 0) {
      throw new Error(`quantizers are exported for [${Object.keys(activations)}]; expected [hidden]`);
    }
    const { scale, offset, levels } = hidden;
    if (!(levels <= 16 && Number.isInteger(offset) && Number.isFinite(scale) && scale > 0)) {
      throw new Error(
        `the quantizer is ${JSON.stringify(hidden)}; expected at most 16 levels, an integer offset, scale > 0`,
      );
    }
  },
};
