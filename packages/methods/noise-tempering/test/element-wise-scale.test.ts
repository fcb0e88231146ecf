import * as tf from "@tensorflow/tfjs-core";
import { bell, expectClose, take } from "qat-core/testing";
import { openEngine } from "qat-engine";
import { describe, expect, test } from "vitest";
import { closedFormScale, startElementWiseScales } from "../src/element-wise-scale.ts";

await openEngine({ kind: "wasm" });

const started = (size: number, delta: number) => {
  const scales = startElementWiseScales([tf.zeros([size])]);
  scales.learned[0]?.value.assign(tf.scalar(delta));
  return (g: readonly number[], e: readonly number[]) => {
    const { latent, scale } = scales.pull(0, tf.tensor([...g]), tf.tensor([...e]));
    return { latent: take(latent), scale: take(scale)[0] as number };
  };
};

test("scales each gradient by 1 + delta sign(g) e", () => {
  const pull = started(3, 0.5);
  // 1 (1 + 0.125), -2 (1 - 0.125), 4 (1 - 0.25)
  expectClose(pull([1, -2, 4], [0.25, 0.25, -0.5]).latent, [1.125, -1.75, 3]);
  expect(started(3, 0)([1, -2, 4], [0.25, 0.25, -0.5]).latent).toEqual([1, -2, 4]);
});

test("delta's gradient is -<g, |g'| e'> / |g'|^2, of the step before", () => {
  const pull = started(2, 0.5);
  expect(pull([1, -2], [0.25, 0.25]).scale + 0).toBe(0);
  // |g'| e' / |g'|^2 = (0.25, 0.5) / 5 = (0.05, 0.1);  -(1 * 0.05 + 3 * 0.1)
  expect(pull([1, 3], [0, 0]).scale).toBeCloseTo(-0.35, 6);
  // No error then, so no gradient now.
  expect(pull([1, 3], [0, 0]).scale + 0).toBe(0);
});

test("delta's gradient is the slope of the next loss in delta, divided by rate |g|^2", () => {
  const [u, target, curvature] = [bell(50, 1), bell(50, 2), bell(50, 3).map((x) => 1 + x)];
  const e = bell(50, 4).map((x) => x / 2);
  const rate = 0.2;
  const gradient = (x: readonly number[]) =>
    x.map((value, i) => (curvature[i] as number) * (value - (target[i] as number)));
  const g = gradient(u);
  const stepped = (delta: number) =>
    u.map((x, i) => x - rate * ((g[i] as number) + delta * Math.abs(g[i] as number) * (e[i] as number)));
  const loss = (delta: number) =>
    stepped(delta).reduce((sum, x, i) => sum + ((curvature[i] as number) * (x - (target[i] as number)) ** 2) / 2, 0);
  const slope = (loss(0.3 + 1e-5) - loss(0.3 - 1e-5)) / 2e-5;
  const pull = started(50, 0.3);
  pull(g, e);
  const { scale } = pull(gradient(stepped(0.3)), e);
  expect(scale).toBeCloseTo(slope / (rate * g.reduce((sum, x) => sum + x * x, 0)), 4);
});

test("stays finite where there is no gradient", () => {
  const pull = started(2, 0.5);
  pull([0, 0], [0.1, 0.2]);
  expect(pull([1, 1], [0.1, 0.2]).scale + 0).toBe(0);
});

describe("the closed form for activations", () => {
  const scale = (g: number[], e: number[]) => take(closedFormScale(tf.tensor(g), tf.tensor(e)))[0];

  test("is mean(sign(g) e) / Var(e)", () => {
    // mean = (0.5 - 0.4) / 2 = 0.05;  Var = (0.25 + 0.16) / 2 - 0.05^2 = 0.2025
    expect(scale([3, 1], [0.5, -0.4])).toBeCloseTo(0.05 / 0.2025, 5);
  });

  test("is at most 1, at least 0, and finite where nothing is rounded", () => {
    expect(scale([1, -1], [0.25, -0.25])).toBe(1);
    expect(scale([-1, 1], [0.25, -0.25])).toBe(0);
    expect(scale([1, 1], [0, 0])).toBe(0);
  });
});
