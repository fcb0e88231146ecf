import * as tf from "@tensorflow/tfjs-core";
import type { ExportedNetwork, Scope } from "qat-core";
import { openEngine } from "qat-engine";
import type { Examples, Task } from "qat-tasks";
import { expect, test } from "vitest";
import { flatness } from "../src/judge/flatness.ts";

await openEngine({ kind: "wasm" });

const count = 4000;

/** loss = curvature / 2 mean((w - 1)^2), whatever the examples say. */
function parabola(curvature: number): Task {
  return {
    network: {
      parameters: [{ name: "w", role: "weight", shape: [count], quantized: true, initialise: () => tf.zeros([count]) }],
      activations: [],
      forward: (_: tf.Tensor, scope: Scope) => scope.parameter("w"),
    },
    loss: (w: tf.Tensor) => tf.mul<tf.Scalar>(tf.mean(tf.squaredDifference(w, 1)), curvature / 2),
  } as unknown as Task;
}

const examples: Examples = {
  count: 600,
  batch: (indices) => ({ input: tf.zeros([indices.length]), target: tf.zeros([indices.length]) }),
};
const exportedAt = (value: number): ExportedNetwork => ({
  tensors: [{ kind: "float", name: "w", shape: [count], values: new Float32Array(count).fill(value) }],
  activations: {},
});

test("the rise of a parabola is half its curvature times the perturbation's variance", async () => {
  const before = tf.memory().numTensors;
  const { radius, rise, draws, examples: used } = await flatness(parabola(3), exportedAt(1), examples);
  expect(tf.memory().numTensors).toBe(before);
  expect([draws, used]).toEqual([8, 500]);
  // 32,000 draws of unit variance: the mean square is within 2 % of 1.
  expect(rise / ((3 / 2) * radius ** 2)).toBeCloseTo(1, 1);
});

test("a flatter loss rises less, by the ratio of curvatures, under the same perturbations", async () => {
  const sharp = await flatness(parabola(4), exportedAt(1), examples);
  const flat = await flatness(parabola(1), exportedAt(1), examples);
  expect(sharp.rise / flat.rise).toBeCloseTo(4, 4);
});

test("the perturbation is relative to the weights", async () => {
  const small = await flatness(parabola(1), exportedAt(1), examples);
  const large = await flatness(parabola(1), exportedAt(10), examples);
  // At 10 the loss has a slope, whose part of the rise has zero mean: it is within its deviation, 9 * 2 / sqrt(32000) = 0.1.
  expect(Math.abs(large.rise - 100 * small.rise)).toBeLessThan(0.4);
  expect(large.rise).toBeGreaterThan(50 * small.rise);
});
