/** The variants as the scripts of the paper run them. */
import * as tf from "@tensorflow/tfjs-core";
import { onTrack, parsePrecision, type Track, type Variant } from "qat-core";
import { bell, expectTensorClose, moment, values } from "qat-core/testing";
import { openEngine } from "qat-engine";
import { describe, expect, test } from "vitest";
import { method } from "../src/index.ts";
import { piecewiseAffine } from "../src/prox-map.ts";

await openEngine({ kind: "wasm" });

const precisions = ["w1a32", "w1.58a32", "w2a32", "w3a32", "w4a32"];
const entryOf = (key: string, track: Track, precision: string) =>
  onTrack(method.variants[key] as Variant, track, parsePrecision(precision));
const gridsOf = (key: string) =>
  precisions.map((precision) => {
    const entry = entryOf(key, "as-published", precision);
    return entry.supported ? entry.grid.name : undefined;
  });

test("each has its quantizer, by tensor, at every precision that the code has", () => {
  const codes = ["binary-code-1", "simple-ternary", "binary-code-2", "binary-code-3", "binary-code-4"];
  expect(gridsOf("default")).toEqual(codes);
  const optimal = ["binary-code-1", "uniform-3", "optimal-binary-2", "binary-code-3", "binary-code-4"];
  expect(gridsOf("optimal")).toEqual(optimal);
  const uniform = ["mean-uniform-1", "max-ternary", "mean-uniform-2", "mean-uniform-3", "mean-uniform-4"];
  expect(gridsOf("uniform")).toEqual(uniform);
  const max = [undefined, undefined, "max-uniform-2", "max-uniform-3", "max-uniform-4"];
  expect(gridsOf("max-uniform")).toEqual(max);
});

test("the theory's algorithm has no published grid nor schedule; another grid is no method of the controlled track", () => {
  expect(entryOf("aprox", "as-published", "w2a32")).toMatchObject({ supported: false });
  for (const key of ["optimal", "uniform", "max-uniform"]) {
    expect(entryOf(key, "controlled", "w2a32")).toMatchObject({ supported: false, reason: /another grid/ });
    expect(entryOf(key, "controlled", "w32a32")).toMatchObject({ supported: true, grid: { name: "float" } });
  }
});

test("all have the CIFAR-10 script's schedule, from scratch", () => {
  for (const key of ["default", "optimal", "uniform", "max-uniform"]) {
    expect(entryOf(key, "as-published", "w2a32")).toMatchObject({
      variant: {
        startsFrom: "scratch",
        options: { steepness: 100, centre: 0.5, start: 0, end: 0.75, warmUp: 200 / 78_200, period: 10 },
      },
    });
  }
});

describe("through the rule, in the 78,200 steps of the script", () => {
  const latent = tf.tensor(bell(300, 1));
  const entry = entryOf("default", "as-published", "w2a32");
  if (!entry.supported) throw new Error(entry.reason);
  const rule = entry.variant.weights([latent], {
    precision: parsePrecision("w2a32"),
    grid: entry.grid,
    steps: 78_200,
    seed: 1,
  });
  const codebook = entry.grid.fit(latent);
  const live = (step: number) => rule.view([latent], moment(step, 78_200)).live[0];

  test("200 steps of warm-up see the latent, those after them the map", () => {
    expect(values(live(199))).toEqual(values(latent));
    expectTensorClose(live(200), values(piecewiseAffine(latent, codebook, 1)));
  });

  // 391 steps an epoch. The transition is said to take the epochs 70.6 to 79.4 of 200.
  test("the map only clips until epoch 70 and is hard from epoch 80 on, before the learning rate's first drop", () => {
    expectTensorClose(live(70 * 391), values(piecewiseAffine(latent, codebook, 1)), 0.02);
    const distinct = new Set(values(live(80 * 391)).map((w) => w.toFixed(3)));
    expect(distinct.size).toBeLessThan(12);
    expect(new Set(values(live(150 * 391))).size).toBe(4);
  });
});

// anneal_end = -1 ends the code's window with the last step, whose live weights are then off the grid.
describe.each(["controlled", "as-published"] as const)("anneal_end = total steps: on the track %s", (track) => {
  test.each(Object.keys(method.variants))("%s is hard before its run ends", (key) => {
    for (const precision of precisions) {
      const entry = entryOf(key, track, precision);
      if (!entry.supported) continue;
      const latent = tf.tensor(bell(2000, 4));
      const rule = entry.variant.weights([latent], {
        precision: parsePrecision(precision),
        grid: entry.grid,
        steps: 40,
        seed: 1,
      });
      for (const step of [30, 39]) {
        const levels = new Set(values(rule.view([latent], moment(step, 40)).live[0]));
        expect(levels.size, `${precision} at step ${step} of 40`).toBeLessThanOrEqual(entry.grid.levels);
      }
    }
  });
});
