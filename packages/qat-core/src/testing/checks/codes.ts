import * as tf from "@tensorflow/tfjs-core";
import { levelsOf } from "../../grid/codebook.ts";
import type { Grid } from "../../grid/grid.ts";
import { uniformGrid } from "../../grid/uniform-grid.ts";
import type { Check } from "../check.ts";
import { exerciseSteps } from "../exercise.ts";
import { type Exported, exportByName, formOf, readExport } from "../exported.ts";
import { momentAt, someWeights, withFreshRule } from "../fresh-rule.ts";
import { type Observation, observationOf } from "../observation.ts";
import { rememberingFits } from "../remembered-fits.ts";
import { expectSame } from "../snapshot.ts";
import type { Subject } from "../subject.ts";

/** The suite's grid by channel; one a number of levels, for its fits. */
function byChannel({ precision: { weightLevels } }: Subject): Grid {
  const grid = channelGrids.get(weightLevels) ?? rememberingFits(uniformGrid(weightLevels, "channel"));
  channelGrids.set(weightLevels, grid);
  return grid;
}

const channelGrids = new Map<number, Grid>();

export const quantizes = ({ precision }: Subject) => Number.isFinite(precision.weightLevels);

export const exportsEveryTensor: Check = {
  name: "exports each tensor in its shape: int32 codes where it is quantized, floats at 32 bits",
  run: (subject) =>
    withFreshRule(subject, (rule, latents) => {
      const exported = readExport(rule.quantize(latents));
      if (exported.length !== latents.length) {
        throw new Error(`${exported.length} tensors are exported of ${latents.length}`);
      }
      for (const [i, { kind, form }] of exported.entries()) {
        if (kind === "float" && quantizes(subject)) {
          throw new Error(
            `tensor ${i} is exported as floats; expected codes of ${subject.precision.weightLevels} levels`,
          );
        }
        const { shape } = latents[i] as tf.Tensor;
        const expected = formOf({ shape, dtype: kind === "codes" ? "int32" : "float32" } as tf.Tensor);
        if (form !== expected) throw new Error(`tensor ${i} is exported as ${form}; expected ${expected}`);
      }
    }),
};

export const exportsFewLevels: Check = {
  name: "exports at most as many levels as its precision has, in one codebook a tensor or channel",
  concerns: quantizes,
  async run(subject) {
    const most = subject.precision.weightLevels;
    for (const { i, codebook, when } of exportsOf(await observationOf(subject))) {
      expectRows(codebook.length, i, subject, when);
      const levels = codebook[0]?.length ?? 0;
      if (levels < 1 || levels > most) {
        throw new Error(`tensor ${i} has ${levels} levels ${when}; at most ${most} are allowed`);
      }
    }
  },
};

function expectRows(received: number, tensor: number, { grid }: Pick<Subject, "grid">, when: string): void {
  const channels = someWeights()[tensor]?.shape.at(-1) ?? 1;
  const expected = grid.granularity === "channel" ? channels : 1;
  if (received !== expected) {
    throw new Error(`tensor ${tensor} has ${received} codebooks ${when} on ${grid.name}; expected ${expected}`);
  }
}

export const exportsAscendingLevels: Check = {
  name: "exports finite levels in ascending order, none twice",
  concerns: quantizes,
  async run(subject) {
    for (const { i, codebook, when } of exportsOf(await observationOf(subject))) {
      for (const row of codebook) {
        const wrong = row.findIndex(
          (level, k) => !Number.isFinite(level) || (k > 0 && level <= (row[k - 1] as number)),
        );
        if (wrong >= 0)
          throw new Error(`the levels of tensor ${i} are [${row}] ${when}; expected ascending finite ones`);
      }
    }
  },
};

export const exportsCodesOfLevels: Check = {
  name: "exports codes that each stand for a level",
  concerns: quantizes,
  async run(subject) {
    for (const { i, codes, codebook, when } of exportsOf(await observationOf(subject))) {
      const levels = codebook[0]?.length ?? 0;
      const wrong = codes.find((code) => !Number.isInteger(code) || code < 0 || code >= levels);
      if (wrong !== undefined) throw new Error(`tensor ${i} has a code ${wrong} ${when}; expected 0 .. ${levels - 1}`);
    }
  },
};

export const usesItsLevels: Check = {
  name: "tells weights that are spread apart: more than one code a tensor",
  concerns: quantizes,
  async run(subject) {
    for (const { i, codes, when } of exportsOf(await observationOf(subject))) {
      if (new Set(codes).size < 2) throw new Error(`every weight of tensor ${i} has the code ${codes[0]} ${when}`);
    }
  },
};

export const roundsInOrder: Check = {
  name: "exports no lower a level for a larger weight",
  concerns: quantizes,
  async run(subject) {
    const { steps, end } = await observationOf(subject);
    for (const [step, { latents, exported }] of [...steps, end].entries()) {
      for (const [i, { values, codebook }] of exported.entries()) {
        for (let row = 0; row < codebook.length; row++) {
          const own = (latents[i] ?? []).flatMap((u, k) => (k % codebook.length === row ? [[u, values[k] ?? 0]] : []));
          const pairs = (own as [number, number][]).sort(([a], [b]) => a - b);
          const wrong = pairs.findIndex(([, level], k) => level < (pairs[k - 1]?.[1] ?? level));
          if (wrong < 1) continue;
          const [[u, low], [v, high]] = [pairs[wrong - 1], pairs[wrong]] as [[number, number], [number, number]];
          throw new Error(`after ${step} steps, weight ${u} of tensor ${i} is exported as ${low}, and ${v} as ${high}`);
        }
      }
    }
  },
};

export const roundsToTheNearest: Check = {
  name: "exports each latent as the level that is nearest to it",
  concerns: quantizes,
  async run(subject) {
    const { steps, end } = await observationOf(subject);
    for (const [step, { latents, exported }] of [...steps, end].entries()) {
      for (const [i, { values, codebook }] of exported.entries()) {
        values.forEach((value, k) => {
          const u = latents[i]?.[k] ?? Number.NaN;
          const distances = (codebook[k % codebook.length] ?? []).map((level) => Math.abs(u - level));
          const tie = 1e-6 * Math.max(...(codebook[k % codebook.length] ?? []).map(Math.abs));
          if (Math.abs(u - value) > Math.min(...distances) + tie) {
            throw new Error(
              `after ${step} steps, weight ${u} of tensor ${i} is exported as ${value}; a level is ${Math.min(...distances)} away`,
            );
          }
        });
      }
    }
  },
};

export const quantizesItsExportToItself: Check = {
  name: "quantizes what it exports to the same codes, the codebook held fixed",
  run: (subject) =>
    withFreshRule(subject, (rule, latents) => {
      // As if some had been learned.
      for (const { value } of rule.learned) value.assign(tf.mul(value, 0.4));
      for (let step = 0; step < exerciseSteps / 2; step++) {
        rule.settle?.(latents, momentAt(step)).forEach((settled, i) => latents[i]?.assign(tf.mul(settled, 0.95)));
      }
      const once = rule.quantize(latents);
      const levels = once.map((q) => (q.kind === "codes" ? levelsOf(q.codes, q.codebook) : q.values));
      const received = exportByName(readExport(rule.quantize(levels)));
      expectSame(received, exportByName(readExport(once)), "quantize(levels of quantize(u))");
    }),
};

export const exportsRowsOfChannels: Check = {
  name: "exports one codebook a channel on a per-channel grid, or refuses the grid with a reason",
  concerns: quantizes,
  run(subject) {
    const grid = byChannel(subject);
    const support = subject.variant.supports(subject.precision, grid);
    if (!support.supported) {
      if (support.reason.trim() === "") throw new Error(`${grid.name} is refused without a reason`);
      return;
    }
    withFreshRule({ ...subject, grid }, (rule, latents) => {
      rule.settle?.(latents, momentAt(0));
      for (const [i, { codebook }] of readExport(rule.quantize(latents)).entries()) {
        expectRows(codebook.length, i, { grid }, "after one step");
      }
    });
  },
};

/** Channel k alone, as a tensor on its own, gets the levels and codes of channel k: nothing is shared between rows. */
export const treatsChannelsApart: Check = {
  name: "fits each channel of a per-channel grid to that channel alone",
  concerns: (subject) =>
    quantizes(subject) && subject.variant.supports(subject.precision, byChannel(subject)).supported,
  run(subject) {
    const grid = byChannel(subject);
    const exportOf = (weights: () => tf.Tensor[]) =>
      withFreshRule({ ...subject, grid }, (rule, latents) => readExport(rule.quantize(latents)), { weights });
    const kernel = () => someWeights()[1] as tf.Tensor2D;
    const [whole] = exportOf(() => [kernel()]) as [Exported];
    const channels = whole.codebook.length;
    for (const channel of [0, channels - 1]) {
      const [alone] = exportOf(() => [tf.slice(kernel(), [0, channel], [-1, 1])]) as [Exported];
      const own = whole.values.filter((_, k) => k % channels === channel);
      const worst = Math.max(...own.map((x, k) => Math.abs(x - (alone.values[k] ?? Number.NaN))));
      if (!(worst <= 1e-5)) throw new Error(`channel ${channel} is [${own}] among others, [${alone.values}] alone`);
    }
  },
};

/** Where the grid itself does: a grid of fixed levels fits nothing. */
export const scalesWithItsWeights: Check = {
  name: "shows and exports four times as large levels for weights four times as large",
  concerns: ({ grid, precision }) =>
    quantizes({ precision } as Subject) &&
    tf.tidy(() => {
      const weight = someWeights()[0] as tf.Tensor;
      return tf.max(tf.abs(tf.sub(grid.fit(tf.mul(weight, 4)), tf.mul(grid.fit(weight), 4)))).dataSync()[0] === 0;
    }),
  run(subject) {
    const shown = (factor: number) =>
      withFreshRule(
        subject,
        (rule, latents) => {
          const down = (values: readonly number[]) => values.map((x) => x / factor);
          const live = rule.view(latents, momentAt(0)).live.map((w) => down(Array.from(w.dataSync())));
          const exported = readExport(rule.quantize(latents));
          return Object.fromEntries(
            exported.flatMap(({ codes, values }, i) => [
              [`codes/${i}`, codes],
              [`level/${i}`, down(values)],
              [`live/${i}`, live[i] ?? []],
            ]),
          );
        },
        { weights: () => someWeights().map((weight) => tf.mul(weight, factor)) },
      );
    expectSame(shown(4), shown(1), "a quarter of what is shown of 4 u");
  },
};

/** Every exported tensor of a run, with when it was exported. */
function exportsOf({ steps, end }: Observation): (Exported & { readonly i: number; readonly when: string })[] {
  return [...steps, end].flatMap(({ exported }, step) =>
    exported.map((tensor, i) => ({ ...tensor, i, when: `after ${step} steps` })),
  );
}
