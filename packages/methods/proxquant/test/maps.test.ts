import * as tf from "@tensorflow/tfjs-core";
import { nearest } from "qat-core";
import { bell, expectTensorClose, values } from "qat-core/testing";
import { openEngine } from "qat-engine";
import { describe, expect, test } from "vitest";
import { proxL1, proxL2 } from "../src/prox-maps.ts";

await openEngine({ kind: "wasm" });

const grids = { signs: [-1, 1], ternary: [-0.6, 0, 0.6], uneven: [-1.1, -0.4, -0.1, 0.5, 1.3] };
const candidates = Array.from({ length: 40_001 }, (_, i) => (i - 20_000) / 10_000);

function nearestLevel(u: number, levels: readonly number[]): number {
  return levels.reduce((a, b) => (Math.abs(b - u) <= Math.abs(a - u) ? b : a));
}

/** argmin_x |x - u|^2 / 2 + c penalty(|x - q|), q the level nearest to u, by trying. */
function byTrying(u: readonly number[], levels: readonly number[], c: number, penalty: (x: number) => number) {
  return u.map((y) => {
    const q = nearestLevel(y, levels);
    const cost = (x: number) => (x - y) ** 2 / 2 + c * penalty(Math.abs(x - q));
    return candidates.concat(q).reduce((a, b) => (cost(b) < cost(a) ? b : a));
  });
}

describe.each(Object.entries(grids))("on the grid %s", (_, levels) => {
  const u = bell(12, 3).map((x) => 2 * x);
  const latent = tf.tensor(u);
  const q = nearest(latent, tf.tensor2d([levels]));

  test.each([0.01, 0.2, 0.6, 3])("the L1 map minimises |x - u|^2 / 2 + c |x - q| at c = %d", (c) => {
    expectTensorClose(
      proxL1(latent, q, c),
      byTrying(u, levels, c, (x) => x),
      1.1e-4,
    );
  });

  test.each([0.01, 0.2, 0.6, 3])("the L2 map minimises |x - u|^2 / 2 + c / 2 |x - q|^2 at c = %d", (c) => {
    expectTensorClose(
      proxL2(latent, q, c),
      byTrying(u, levels, c, (x) => x ** 2 / 2),
      1.1e-4,
    );
  });

  test.each([0.01, 0.2, 0.6, 3])("the L1 map is q + sign(u - q) max(|u - q| - c, 0) at c = %d", (c) => {
    const formula = u.map((x) => {
      const level = nearestLevel(x, levels);
      return level + Math.sign(x - level) * Math.max(Math.abs(x - level) - c, 0);
    });
    expectTensorClose(proxL1(latent, q, c), formula);
  });
});

test("the L1 map is the authors' for the levels -1 and +1: sign(u) (1 + sign(|u| - 1) max(||u| - 1| - c, 0))", () => {
  const u = bell(200, 4).map((x) => 3 * x);
  const latent = tf.tensor(u);
  const code = u.map(
    (x) => Math.sign(x) * (1 + Math.sign(Math.abs(x) - 1) * Math.max(Math.abs(Math.abs(x) - 1) - 0.2, 0)),
  );
  expectTensorClose(proxL1(latent, nearest(latent, tf.tensor2d([[-1, 1]])), 0.2), code);
});

test("the L1 map lands on levels exactly, at a strength of 1 on all of them; the L2 map on none", () => {
  const latent = tf.tensor(bell(500, 5));
  const levels = tf.tensor2d([[-0.37, 0.1, 0.83]]);
  const q = nearest(latent, levels);
  expect(values(proxL1(latent, q, 1))).toEqual(values(q));
  const landed = (x: tf.Tensor) => values(x).filter((value) => values(levels).includes(value)).length;
  expect(landed(proxL1(latent, q, 0.05))).toBeGreaterThan(50);
  expect(landed(proxL2(latent, q, 1))).toBe(0);
});

test("at strength 0 both maps leave every bit, extremes among them", () => {
  for (const seed of [1, 2, 3]) {
    const latent = tf.tensor([...bell(200, seed), 1e-38, -3e5, 0]);
    const q = nearest(latent, tf.tensor2d([[-0.3, 0.3]]));
    expect(values(proxL1(latent, q, 0))).toEqual(values(latent));
    expect(values(proxL2(latent, q, 0))).toEqual(values(latent));
  }
});

// sign(0) = 0 keeps an exact zero where it is for ever, and rounds it to a third level.
test("a weight of exactly 0 is drawn to the upper level", () => {
  const zero = tf.tensor([0]);
  const q = nearest(zero, tf.tensor2d([[-1, 1]]));
  expectTensorClose(proxL1(zero, q, 0.25), [0.25]);
  expectTensorClose(proxL2(zero, q, 0.25), [0.2]);
});
