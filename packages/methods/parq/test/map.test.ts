import * as tf from "@tensorflow/tfjs-core";
import { nearest } from "qat-core";
import { bell, expectTensorClose, values } from "qat-core/testing";
import { openEngine } from "qat-engine";
import { describe, expect, test } from "vitest";
import { sigmoidDecay } from "../src/inverse-slope.ts";
import { piecewiseAffine } from "../src/prox-map.ts";

await openEngine({ kind: "wasm" });

describe("the map", () => {
  const grids = { two: [-0.7, 0.7], ternary: [-0.6, 0, 0.6], uneven: [-1.1, -0.4, -0.1, 0.5, 1.3] };

  /** Psi: straight between the points (q, q^2 / 2), infinite outside of the grid. */
  function psi(w: number, q: readonly number[]): number {
    const k = q.findIndex((level, i) => i > 0 && w <= level);
    if (w < (q[0] as number) || k < 0) return Number.POSITIVE_INFINITY;
    const [lo, hi] = [q[k - 1] as number, q[k] as number];
    return lo ** 2 / 2 + ((lo + hi) / 2) * (w - lo);
  }

  test.each(Object.entries(grids))("minimises |w - rho u|^2 / 2 + (rho - 1) Psi(w) on the grid %s", (_, q) => {
    const everywhere = Array.from({ length: 26_001 }, (__, i) => i / 10_000 - 1.3).concat(q);
    const candidates = everywhere.filter((w) => Number.isFinite(psi(w, q)));
    const u = bell(12, 3).map((x) => 3 * x);
    for (const rho of [1, 1.5, 4, 30]) {
      const best = u.map((x) => {
        const cost = (w: number) => (w - rho * x) ** 2 / 2 + (rho - 1) * psi(w, q);
        return candidates.reduce((a, b) => (cost(b) < cost(a) ? b : a));
      });
      expectTensorClose(piecewiseAffine(tf.tensor(u), tf.tensor2d([q]), 1 / rho), best, 1.1e-4);
    }
  });

  test.each(Object.entries(grids))("rises, stays on the grid's range and is the nearest level at 0, on %s", (_, q) => {
    const u = tf.linspace(-2, 2, 401);
    const codebook = tf.tensor2d([q]);
    for (const inverseSlope of [1, 0.5, 0.05, 1e-12]) {
      const w = values(piecewiseAffine(u, codebook, inverseSlope));
      expect(w.every((x, i) => i === 0 || x >= (w[i - 1] as number))).toBe(true);
      expect(Math.min(...w)).toBe(Math.fround(q[0] as number));
      expect(Math.max(...w)).toBe(Math.fround(q.at(-1) as number));
    }
    expect(values(piecewiseAffine(u, codebook, 0))).toEqual(values(nearest(u, codebook)));
  });

  test("leaves every level where it is, at any slope", () => {
    for (const inverseSlope of [1, 0.3, 1e-6, 0]) {
      expectTensorClose(
        piecewiseAffine(tf.tensor(grids.uneven), tf.tensor2d([grids.uneven]), inverseSlope),
        grids.uneven,
      );
    }
  });

  test("has no 0 / 0 on a midpoint, however small the inverse slope", () => {
    const mid = values(piecewiseAffine(tf.tensor([0, 1e-3, -5]), tf.tensor2d([[-1, 1]]), 1e-300));
    expect(mid).toEqual([0, 1, -1]);
  });

  test("maps a kernel of rank 4 with a codebook a channel as each channel with its own", () => {
    const u = tf.tensor(bell(54, 5), [3, 3, 2, 3]);
    const codebook = tf.tensor2d([
      [-0.5, -0.1, 0.1, 0.5],
      [-0.9, -0.3, 0.3, 0.9],
      [-0.2, 0, 0.05, 0.6],
    ]);
    const w = piecewiseAffine(u, codebook, 0.4);
    expect(w.shape).toEqual([3, 3, 2, 3]);
    for (let channel = 0; channel < 3; channel++) {
      const [of, own] = [w, u].map((x) => tf.slice(x, [0, 0, 0, channel], [3, 3, 2, 1]));
      const alone = piecewiseAffine(own as tf.Tensor, tf.slice(codebook, [channel, 0], [1, 4]), 0.4);
      expect(values(of)).toEqual(values(alone));
    }
  });
});

describe("the inverse slope", () => {
  const fractions = Array.from({ length: 101 }, (_, i) => i / 100);
  // Jin et al.'s code, whatever the centre, subtracts S(s / 2) and divides by S(-s / 2) - S(s / 2).
  test.each([0, 0.25, 0.5, 0.75, 1])(
    "goes from exactly 1 to exactly 0, always falling, about the centre %d",
    (centre) => {
      for (const steepness of [1, 10, 50, 100]) {
        const r = fractions.map(sigmoidDecay(steepness, centre));
        expect([r[0], r.at(-1)]).toEqual([1, 0]);
        expect(r.every((x, i) => i === 0 || x <= (r[i - 1] as number))).toBe(true);
      }
    },
  );

  // Printed to three digits by the code of the paper, at f = 0, .1, .25, .4, .45, .5, .55, .6, .75, .9.
  test.each([
    [1, [1, 0.903, 0.754, 0.602, 0.551, 0.5, 0.449, 0.398, 0.246, 0.097]],
    [10, [1, 0.989, 0.93, 0.734, 0.624, 0.5, 0.376, 0.266, 0.07, 0.011]],
    [20, [1, 1, 0.993, 0.881, 0.731, 0.5, 0.269, 0.119, 0.007, 0]],
    [50, [1, 1, 1, 0.993, 0.924, 0.5, 0.076, 0.007, 0, 0]],
    [100, [1, 1, 1, 1, 0.993, 0.5, 0.007, 0, 0, 0]],
  ])("of steepness %i is the code's", (steepness, expected) => {
    const received = [0, 0.1, 0.25, 0.4, 0.45, 0.5, 0.55, 0.6, 0.75, 0.9].map(sigmoidDecay(steepness));
    received.forEach((r, i) => expect(r).toBeCloseTo(expected[i] as number, 3));
  });
});
