/** The variants as published: grid, start and schedule, and how far the paper's levels are from Gaussian weights. */
import * as tf from "@tensorflow/tfjs-core";
import { nearest, onTrack, parsePrecision, type Track, uniformGrid, type Variant } from "qat-core";
import { bell, gaussian, laplace, moment, values } from "qat-core/testing";
import { openEngine } from "qat-engine";
import { describe, expect, test } from "vitest";
import { method } from "../src/index.ts";

await openEngine({ kind: "wasm" });

const precisions = ["w1a32", "w1.58a32", "w2a32", "w3a32", "w4a32"];
const entryOf = (key: string, precision: string, track: Track = "as-published") =>
  onTrack(method.variants[key] as Variant, track, parsePrecision(precision));

function started(key: string, precision: string, latent: tf.Tensor, track?: Track, steps = 200) {
  const entry = entryOf(key, precision, track);
  if (!entry.supported) throw new Error(entry.reason);
  const rule = entry.variant.weights([latent], {
    precision: parsePrecision(precision),
    grid: entry.grid,
    steps,
    seed: 1,
  });
  return { ...entry, rule };
}

test("BinaryRelax starts from the float network, on levels about 0: 2^b - 1 of b >= 2 bits", () => {
  const units = precisions.map((precision) => {
    const entry = entryOf("default", precision);
    return entry.supported ? [entry.variant.startsFrom, ...(entry.grid.unit ?? [])] : [];
  });
  expect(units).toEqual([
    ["float", -0.5, 0.5],
    ["float", -1, 0, 1],
    ["float", -1, 0, 1],
    ["float", -3, -2, -1, 0, 1, 2, 3],
    ["float", ...Array.from({ length: 15 }, (_, k) => k - 7)],
  ]);
});

test("PARQ's BinaryRelax starts from scratch, on least-squares binary codes, after 200 of 78,200 steps", () => {
  const grids = precisions.map((precision) => {
    const entry = entryOf("linear", precision);
    return entry.supported ? [entry.variant.startsFrom, entry.grid.name] : [];
  });
  expect(grids).toEqual([
    ["scratch", "binary-code-1"],
    ["scratch", "simple-ternary"],
    ["scratch", "binary-code-2"],
    ["scratch", "binary-code-3"],
    ["scratch", "binary-code-4"],
  ]);
  const latent = tf.tensor(bell(30, 1));
  const { rule } = started("linear", "w1a32", latent, "as-published", 78_200);
  const share = (step: number) => rule.quantities?.([latent], moment(step, 78_200))["level's share"];
  expect([share(0), share(199)]).toEqual([0, 0]);
  // In a straight line to epoch 150 of 200, 391 steps each, warm-up or not.
  expect(share(200)).toBeCloseTo(200 / 58_650, 12);
  expect(share(29_325)).toBeCloseTo(0.5, 12);
  expect(share(58_650)).toBe(1);
});

describe("the levels", () => {
  const relativeError = (weights: readonly number[], levels: tf.Tensor2D) => {
    const u = tf.tensor([...weights]);
    return values(tf.div(tf.sum(tf.squaredDifference(u, nearest(u, levels))), tf.sum(tf.square(u))))[0] as number;
  };
  const weights = gaussian(200_000, 1);
  const levelsOf = (bits: number) => uniformGrid(2 ** bits - 1).fit(tf.tensor(weights));

  // The later code's one pass from max |u| has .532, .128 and .036 of one sample; of others, as its largest weight is.
  test.each([
    [2, 0.19],
    [3, 0.047],
    [4, 0.013],
  ])("of %i bits have the published relative error, %d, less than half of one pass from max |u|", (bits, best) => {
    const error = relativeError(weights, levelsOf(bits));
    expect(Math.abs(error / best - 1)).toBeLessThan(0.04);

    const size = weights.map(Math.abs);
    const [highest, step] = [2 ** (bits - 1) - 1, (2 * size.reduce((a, b) => Math.max(a, b))) / (2 ** bits - 1)];
    const q = size.map((x) => Math.min(highest, Math.round(x / step)));
    const sum = (term: (q: number, i: number) => number) => q.reduce((total, x, i) => total + term(x, i), 0);
    const s = sum((x, i) => x * (size[i] as number)) / sum((x) => x * x);
    const residual = sum((x, i) => ((size[i] as number) - s * x) ** 2);
    const once = residual / size.reduce((total, x) => total + x * x, 0);
    expect(once).toBeGreaterThan(2 * error);
  });

  test("refined by one alternation a step stay where they are the best, and get there", () => {
    const u = tf.tensor(weights.slice(0, 20_000));
    for (const levels of [3, 7, 15]) {
      const grid = uniformGrid(levels);
      const best = relativeError(weights.slice(0, 20_000), grid.fit(u));
      let codebook = tf.mul<tf.Tensor2D>(grid.fit(u), 1.3);
      for (let step = 0; step < 60; step++) codebook = grid.fit(u, codebook);
      expect(relativeError(weights.slice(0, 20_000), codebook)).toBeLessThan(1.01 * best);
    }
  });

  // Of three samples of 200,000: uniform, Gaussian, Laplace. TWN's .7 mean |u| lies between the first two.
  test.each([
    ["uniform", Array.from({ length: 100_000 }, (_, i) => i / 50_000 - 1), 0.666],
    ["Gaussian", weights, 0.766],
    ["Laplace", laplace(100_000, 2), 1],
  ] as const)(
    "of ternary have their threshold, half the scale, at the published multiple of mean |u|: %s",
    (_, u, expected) => {
      const scale = values(uniformGrid(3).fit(tf.tensor([...u])))[2] as number;
      const mean = u.reduce((sum, x) => sum + Math.abs(x), 0) / u.length;
      // The error is flat about its least: the threshold of a sample varies by more than the error does.
      expect(scale / 2 / mean).toBeGreaterThan(0.95 * expected);
      expect(scale / 2 / mean).toBeLessThan(1.05 * expected);
    },
  );

  // mean over all weights for mean over those that are kept: .337, as the code of both repositories computes it.
  test("wrong ternary scale: .192 of the squares with TWN's, .1906 with the exact one, .337 with the codes'", () => {
    const mean = weights.reduce((sum, x) => sum + Math.abs(x), 0) / weights.length;
    const kept = weights.map(Math.abs).filter((x) => x >= 0.7 * mean);
    const total = kept.reduce((sum, x) => sum + x, 0);
    const squares = weights.reduce((sum, x) => sum + x * x, 0);
    const keptSquares = kept.reduce((sum, x) => sum + x * x, 0);
    const error = (s: number) => (squares - keptSquares + kept.reduce((sum, x) => sum + (x - s) ** 2, 0)) / squares;
    expect(error(total / kept.length)).toBeCloseTo(0.192, 2);
    expect(error(total / weights.length)).toBeCloseTo(0.337, 2);
    const exact = relativeError(weights, uniformGrid(3).fit(tf.tensor(weights)));
    expect(exact).toBeCloseTo(0.1906, 2);
    expect(exact).toBeLessThan(error(total / kept.length));
  });
});

// anneal_end = -1 ends the code's window with the last step: nearly every live weight is then off the grid.
describe.each(["controlled", "as-published"] as const)("anneal_end = total steps: on the track %s", (track) => {
  test.each(Object.keys(method.variants))("%s is hard before its run ends", (key) => {
    for (const precision of precisions) {
      const latent = tf.tensor(bell(2000, 4));
      const { rule, grid } = started(key, precision, latent, track, 40);
      for (const step of [30, 39]) {
        const levels = new Set(values(rule.view([latent], moment(step, 40)).live[0]));
        expect(levels.size, `${precision} at step ${step} of 40`).toBeLessThanOrEqual(grid.levels);
      }
    }
  });

  // The first releases of PARQ's code took the optimizer's step at the live weight and then restored the old latent.
  test.each(Object.keys(method.variants))(
    "discarded latent update: %s keeps latents as the optimizer moved them",
    (key) => {
      const { rule } = started(key, "w2a32", tf.tensor(bell(20, 1)), track);
      const moved = tf.tensor(bell(20, 2));
      for (const step of [0, 9, 99, 199]) expect(rule.settle?.([moved], moment(step, 200))[0]).toBe(moved);
    },
  );
});
