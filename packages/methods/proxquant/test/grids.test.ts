import * as tf from "@tensorflow/tfjs-core";
import { binaryCodeGrid, nearest } from "qat-core";
import { bell, expectClose, gaussian, laplace, take } from "qat-core/testing";
import { openEngine } from "qat-engine";
import { describe, expect, test } from "vitest";
import { alternatingCodeGrid } from "../src/grid/alternating-code-grid.ts";
import { twoMeansGrid } from "../src/grid/two-means-grid.ts";

await openEngine({ kind: "wasm" });

const relativeError = (u: readonly number[], codebook: tf.Tensor2D) => {
  const latent = tf.tensor([...u]);
  return take(tf.div(tf.sum(tf.squaredDifference(latent, nearest(latent, codebook))), tf.sum(tf.square(latent))))[0];
};
const sum = (list: readonly number[]) => list.reduce((total, x) => total + x, 0);

describe("two means", () => {
  test("are those of the weights beyond .7 mean |t|, each side its own", () => {
    // mean |t| = 7.6 / 5 = 1.52, D = 1.064; beyond it 3 and 1.4 on one side, -2 on the other.
    expectClose(take(twoMeansGrid().fit(tf.tensor([3, -2, 0.1, 1.4, -1.1 + 1e-9]))), [-1.55, 0, 2.2]);
    expectClose(take(twoMeansGrid().fit(tf.tensor([3, -2, 0.1, 1.5, -1]))), [-2, 0, 2.25]);
  });

  test("a weight at the threshold is beyond it", () => {
    // mean |t| = 1 and D = .7 of the three weights .7, 1.3 and -1.
    expectClose(take(twoMeansGrid().fit(tf.tensor([0.7001, 1.2999, -1]))), [-1, 0, 1]);
    expectClose(take(twoMeansGrid().fit(tf.tensor([0.6999, 1.3001, -1]))), [-1, 0, 1.3001]);
  });

  test("a side without weights has its level at the threshold; zeros have zeros", () => {
    expectClose(take(twoMeansGrid().fit(tf.tensor([1, 3]))), [-1.4, 0, 3]);
    expect(take(twoMeansGrid().fit(tf.zeros([4]))).map(Math.abs)).toEqual([0, 0, 0]);
  });

  test("assign Gaussian weights to their nearest level as the paper's threshold does, but for 2 %", () => {
    const u = gaussian(50_000, 1);
    const chosen = take(nearest(tf.tensor(u), twoMeansGrid().fit(tf.tensor(u))));
    const threshold = (0.7 * sum(u.map(Math.abs))) / u.length;
    const differing = u.filter((x, i) => Math.abs(x) >= threshold !== (chosen[i] !== 0)).length;
    expect(differing / u.length).toBeLessThan(0.025);
    // .192 of the squares: ternary weight networks' own figure, for their one scale is both means here.
    expect(relativeError(u, twoMeansGrid().fit(tf.tensor(u)))).toBeCloseTo(0.192, 2);
  });
});

describe("alternating codes", () => {
  test("are sign(w) mean |w| at one bit", () => {
    expectClose(take(alternatingCodeGrid(1).fit(tf.tensor([1, -2, 6]))), [-3, 3]);
  });

  test("find levels that the greedy start misses", () => {
    // Greedy: 2.5, then 2.25: levels +-.25, +-4.75. Nearest: .25 and 4.75; least squares for these signs: a - b = 1, a + b = 7.
    const u = tf.tensor([1, 1, -1, 7]);
    expectClose(take(binaryCodeGrid(2).fit(u)), [-4.75, -0.25, 0.25, 4.75]);
    expectClose(take(alternatingCodeGrid(2).fit(u)), [-7, -1, 1, 7], 1e-5);
  });

  /** The same rounds in float64: normal equations by elimination, the nearest level by search. */
  function alternated(u: readonly number[], bits: number): number[] {
    let residual = [...u];
    let scales = Array.from({ length: bits }, () => {
      const scale = sum(residual.map(Math.abs)) / u.length;
      residual = residual.map((r) => (r >= 0 ? r - scale : r + scale));
      return scale;
    });
    const codes = Array.from({ length: 2 ** bits }, (_, i) => scales.map((__, j) => ((i >> j) & 1) * 2 - 1));
    const level = (code: readonly number[]) => sum(code.map((sign, j) => sign * (scales[j] as number)));
    for (let round = 0; round < 2 && bits > 1; round++) {
      const rows = u.map((x) => codes.reduce((a, b) => (Math.abs(level(b) - x) < Math.abs(level(a) - x) ? b : a)));
      const system = scales.map((_, j) => [
        ...scales.map((__, k) => sum(rows.map((row) => (row[j] as number) * (row[k] as number)))),
        sum(rows.map((row, i) => (row[j] as number) * (u[i] as number))),
      ]);
      for (let j = 0; j < bits; j++) {
        for (let k = 0; k < bits; k++) {
          if (k === j) continue;
          const factor = (system[k]?.[j] as number) / (system[j]?.[j] as number);
          system[k] = (system[k] as number[]).map((x, column) => x - factor * (system[j]?.[column] as number));
        }
      }
      scales = system.map((row, j) => (row.at(-1) as number) / (row[j] as number));
    }
    return codes.map(level).sort((a, b) => a - b);
  }

  test.each([2, 3, 4])("are those of the same rounds in double precision, at %i bits", (bits) => {
    for (const u of [gaussian(400, bits), laplace(400, bits), bell(50, bits)]) {
      expectClose(take(alternatingCodeGrid(bits).fit(tf.tensor(u))), alternated(u, bits), 2e-4);
    }
  });

  test("are nearer than the greedy ones", () => {
    for (const [sample, bits] of [2, 3, 4].flatMap((b) => [gaussian, laplace].map((s) => [s, b] as const))) {
      const u = sample(5000, 9);
      const greedy = relativeError(u, binaryCodeGrid(bits).fit(tf.tensor(u)));
      expect(relativeError(u, alternatingCodeGrid(bits).fit(tf.tensor(u)))).toBeLessThan(0.95 * (greedy as number));
    }
  });

  test.each([1, 2, 3, 4])("have a codebook a row as if it were alone, at %i bits", (bits) => {
    const u = tf.tensor(gaussian(180, 3), [60, 3]);
    const rows = alternatingCodeGrid(bits, "channel").fit(u);
    expect(rows.shape).toEqual([3, 2 ** bits]);
    for (let channel = 0; channel < 3; channel++) {
      const alone = alternatingCodeGrid(bits).fit(tf.slice(u, [0, channel], [60, 1]));
      expectClose(take(tf.slice(rows, [channel, 0], [1, 2 ** bits])), take(alone), 1e-5);
    }
  });

  test.each([
    ["zeros", [0, 0, 0]],
    ["one weight", [-3]],
    ["equal weights", [2, 2, -2, 2]],
  ])("are finite and ascending for %s, whose equations have no single solution", (_, u) => {
    for (const bits of [1, 2, 3, 4]) {
      const levels = take(alternatingCodeGrid(bits).fit(tf.tensor(u)));
      expect(levels.every((x, i) => Number.isFinite(x) && (i === 0 || x >= (levels[i - 1] as number)))).toBe(true);
      u.forEach((x) => expect(Math.min(...levels.map((level) => Math.abs(level - x)))).toBeLessThan(1e-5));
    }
  });
});
