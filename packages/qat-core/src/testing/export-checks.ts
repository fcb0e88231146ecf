import * as tf from "@tensorflow/tfjs-core";
import type { ExportedTensor } from "../export.ts";
import type { Quantized } from "../grid/codebook.ts";
import { levelsOf } from "../grid/codebook.ts";
import { uniformGrid } from "../grid/uniform-grid.ts";
import { unpackCodes } from "../packed-codes.ts";
import type { Check } from "./check.ts";
import { advanceTo, exerciseOf, exerciseSteps, momentum, startExercise } from "./exercise.ts";
import { expectSame, numbered, snapshotOf } from "./snapshot.ts";
import type { Subject } from "./subject.ts";

const quantizedNames = ["first/kernel", "second/kernel"];

export const exportsTheGrid: Check = {
  name: "exports at most L levels a codebook, ascending and finite, and codes among them, at any moment",
  async run(subject) {
    const running = startExercise(subject);
    for (const step of [0, exerciseSteps / 2, exerciseSteps]) {
      advanceTo(step, running);
      const { tensors } = await running.training.export();
      for (const name of quantizedNames) {
        const tensor = tensors.find((candidate) => candidate.name === name);
        const rows = subject.grid.granularity === "channel" ? (tensor?.shape.at(-1) ?? 1) : 1;
        checkTensor(tensor, subject, rows);
      }
    }
    running.training.dispose();
  },
};

export const exportsRowsOfChannels: Check = {
  name: "exports one codebook a channel on a per-channel grid, or refuses the grid with a reason",
  concerns: ({ precision }) => Number.isFinite(precision.weightLevels),
  async run(subject) {
    const grid = uniformGrid(subject.grid.levels, "channel");
    const support = subject.variant.supports(subject.precision, grid);
    if (!support.supported) {
      if (support.reason.trim() === "") throw new Error(`${grid.name} is refused without a reason`);
      return;
    }
    const running = startExercise({ ...subject, grid });
    advanceTo(exerciseSteps, running);
    const { tensors } = await running.training.export();
    for (const name of quantizedNames) {
      const tensor = tensors.find((candidate) => candidate.name === name);
      checkTensor(tensor, subject, tensor?.shape.at(-1) ?? 1);
    }
    running.training.dispose();
  },
};

function checkTensor(tensor: ExportedTensor | undefined, { precision, grid }: Subject, rows: number): void {
  if (!tensor) throw new Error("a quantized tensor is missing from the export");
  const most = precision.weightLevels;
  if (tensor.kind === "float") {
    if (Number.isFinite(most))
      throw new Error(`${tensor.name} is exported as floats; expected codes of ${most} levels`);
    return;
  }
  const { levels } = tensor.codes;
  if (levels > most)
    throw new Error(`${tensor.name} has ${levels} levels; at most ${most} are allowed at ${precision.name}`);
  if (tensor.codebook.length !== rows * levels) {
    throw new Error(
      `${tensor.name} has a codebook of ${tensor.codebook.length} values on ${grid.name}; expected ${rows} x ${levels}`,
    );
  }
  tensor.codebook.forEach((level, i) => {
    const previous = i % levels === 0 ? Number.NEGATIVE_INFINITY : (tensor.codebook[i - 1] as number);
    if (!Number.isFinite(level) || level < previous) {
      throw new Error(`level ${i} of ${tensor.name} is ${level} after ${previous}; expected ascending finite levels`);
    }
  });
  const outside = unpackCodes(tensor.codes).find((code) => code < 0 || code >= levels);
  if (outside !== undefined) throw new Error(`${tensor.name} has a code ${outside}; expected 0 .. ${levels - 1}`);
}

/** Runs `inspect` on a rule that has been trained for half of the exercise, with the latents as they are then. */
async function halfway(
  subject: Subject,
  inspect: (quantize: (latents: readonly tf.Tensor[]) => readonly Quantized[], latents: tf.Variable[]) => Promise<void>,
): Promise<void> {
  let quantize: ((latents: readonly tf.Tensor[]) => readonly Quantized[]) | undefined;
  const exercise = exerciseOf(subject, 1, momentum);
  exercise.dispose();
  const running = startExercise({
    ...subject,
    variant: {
      ...subject.variant,
      weights(latents, setup) {
        const rule = subject.variant.weights(latents, setup);
        quantize = (u) => tf.tidy(() => [...rule.quantize(u)]);
        return rule;
      },
    },
  });
  advanceTo(exerciseSteps / 2, running);
  const names = Object.entries(running.training.variables);
  await inspect(
    quantize as NonNullable<typeof quantize>,
    names.flatMap(([k, v]) => (k.startsWith("latent/") ? [v] : [])),
  );
  running.training.dispose();
}

export const quantizesItsExportToItself: Check = {
  name: "quantizes what it exports to the same codes, the codebook held fixed",
  run: (subject) =>
    halfway(subject, async (quantize, latents) => {
      const once = quantize(latents);
      const levels = once.map(valuesOf);
      const twice = quantize(levels);
      const [received, expected] = await Promise.all([twice, once].map((list) => snapshotOf(tensorsOf(list))));
      tf.dispose([levels, Object.values(tensorsOf(once)), Object.values(tensorsOf(twice))]);
      expectSame(received ?? {}, expected ?? {}, "quantize(levels of quantize(u))");
    }),
};

export const quantizesWithoutSideEffects: Check = {
  name: "changes nothing when it is asked for its codes",
  async run(subject) {
    const asked = startExercise(subject);
    const unasked = startExercise(subject);
    for (let step = 1; step <= exerciseSteps; step++) {
      advanceTo(step, asked);
      await asked.training.export();
      await asked.training.quantities();
    }
    advanceTo(exerciseSteps, unasked);
    const received = await snapshotOf(asked.training.variables);
    const expected = await snapshotOf(unasked.training.variables);
    asked.training.dispose();
    unasked.training.dispose();
    expectSame(received, expected, "exported after every step, and never");
  },
};

function valuesOf(quantized: Quantized): tf.Tensor {
  return quantized.kind === "codes" ? levelsOf(quantized.codes, quantized.codebook) : tf.clone(quantized.values);
}

function tensorsOf(list: readonly Quantized[]): Record<string, tf.Tensor> {
  const codes = list.map((item) => (item.kind === "codes" ? item.codes : item.values));
  const codebooks = list.flatMap((item) => (item.kind === "codes" ? item.codebook : []));
  return { ...numbered("codes", codes), ...numbered("codebook", codebooks) };
}
