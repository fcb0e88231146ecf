import * as tf from "@tensorflow/tfjs-core";
import { openEngine } from "qat-engine";
import { beforeAll, expect, it } from "vitest";
import { batchNorm } from "../src/layers/batch-norm.ts";
import { initialParameters } from "../src/layers/initialise.ts";
import { initialStatistics, scopeOf, trainingScopeOf } from "./scope-of.ts";

beforeAll(async () => {
  await openEngine({ kind: "wasm" });
});

const layer = batchNorm("norm", 2);
const numbers = async (tensor: tf.Tensor | undefined) => [...((await tensor?.data()) ?? [])];

function expectNear(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, i) => expect(value).toBeCloseTo(expected[i] as number, 5));
}

/** Means 4 and -2; the variances by n - 1 are 20 / 3 and 0. */
const batch = () => tf.tensor4d([1, -2, 3, -2, 5, -2, 7, -2], [1, 2, 2, 2]);

it("declares its scale as `norm`, its offset as a bias, both float, and statistics of a standard normal", async () => {
  expect(layer.parameters).toMatchObject([
    { name: "norm/scale", role: "norm", shape: [2], quantized: false },
    { name: "norm/offset", role: "bias", shape: [2], quantized: false },
  ]);
  expect(layer.statistics).toEqual([
    { name: "norm/mean", shape: [2], initial: 0 },
    { name: "norm/variance", shape: [2], initial: 1 },
  ]);
  const initial = initialParameters(layer, 1);
  expect(await numbers(initial.get("norm/scale"))).toEqual([1, 1]);
  expect(await numbers(initial.get("norm/offset"))).toEqual([0, 0]);
});

it("in training normalises by the batch, and moves its statistics a tenth of the way", async () => {
  const statistics = initialStatistics(layer);
  const scope = trainingScopeOf(initialParameters(layer, 1), statistics);
  const unit = Math.sqrt(5 + 1e-5);
  expectNear(await numbers(layer.forward(batch(), scope)), [-3 / unit, 0, -1 / unit, 0, 1 / unit, 0, 3 / unit, 0]);
  expectNear(await numbers(statistics.get("norm/mean")), [0.4, -0.2]);
  expectNear(await numbers(statistics.get("norm/variance")), [0.9 + 2 / 3, 0.9]);
  layer.forward(batch(), scope);
  expectNear(await numbers(statistics.get("norm/mean")), [0.4 * 0.9 + 0.4, -0.2 * 0.9 - 0.2]);
  expectNear(await numbers(statistics.get("norm/variance")), [(0.9 + 2 / 3) * 0.9 + 2 / 3, 0.81]);
});

it("outside of training uses its statistics and leaves them alone", async () => {
  const values = new Map([
    ["norm/scale", tf.tensor1d([2, 3])],
    ["norm/offset", tf.tensor1d([10, 20])],
    ["norm/mean", tf.tensor1d([1, 2])],
    ["norm/variance", tf.tensor1d([4 - 1e-5, 1 - 1e-5])],
  ]);
  const scope = { ...scopeOf(values), update: () => expect.fail("a statistic was updated") };
  // 10 + (x - 1) and 20 + 3 (x - 2).
  expectNear(await numbers(layer.forward(batch(), scope)), [10, 8, 12, 8, 14, 8, 16, 8]);
});

it("takes a batch of vectors too", async () => {
  const statistics = initialStatistics(layer);
  const scope = trainingScopeOf(initialParameters(layer, 1), statistics);
  const vectors = tf.reshape(batch(), [4, 2]);
  expect(layer.forward(vectors, scope).shape).toEqual([4, 2]);
  expectNear(await numbers(statistics.get("norm/mean")), [0.4, -0.2]);
  expect(layer.forward(vectors, { ...scope, training: false }).shape).toEqual([4, 2]);
});
