import * as tf from "@tensorflow/tfjs-core";
import { binaryCodeGrid } from "qat-core";
import { openEngine } from "qat-engine";
import { expect, test } from "vitest";
import { expectClose, take } from "../../src/testing/values.ts";

await openEngine({ kind: "wasm" });

const latent = [-1.9, -1.1, -0.7, -0.25, 0.05, 0.3, 0.65, 0.9, 1.6, 2.4];

// Greedy LSBQ levels that facebookresearch/parq at ac256d9 computes in float64 for these weights.
const official: readonly (readonly number[])[] = [
  [-0.985, 0.985],
  [-1.597, -0.373, 0.373, 1.597],
  [-1.9226, -1.2714, -0.6986, -0.0474, 0.0474, 0.6986, 1.2714, 1.9226],
  [
    -2.09292, -1.75228, -1.44172, -1.10108, -0.86892, -0.52828, -0.21772, -0.12292, 0.12292, 0.21772, 0.52828, 0.86892,
    1.10108, 1.44172, 1.75228, 2.09292,
  ],
];

test.each([1, 2, 3, 4])("fits the official levels at %i bits", (bits) => {
  const codebook = binaryCodeGrid(bits).fit(tf.tensor(latent));
  expect(codebook.shape).toEqual([1, 2 ** bits]);
  expectClose(take(codebook), official[bits - 1] as number[], 2e-6);
});

test.each([1, 2, 3])("fits each channel as if it were alone, at %i bits", (bits) => {
  const both = tf.tensor(
    latent.flatMap((u) => [u, 3 * u - 1]),
    [10, 2],
  );
  const codebook = binaryCodeGrid(bits, "channel").fit(both);
  const scaled = binaryCodeGrid(bits).fit(tf.tensor(latent.map((u) => 3 * u - 1)));
  expectClose(take(codebook), [...(official[bits - 1] as number[]), ...take(scaled)], 2e-6);
});

test("counts zero as positive", () => {
  // v1 = mean(0, 2) = 1; residuals of 0 and 2 are -1 (as sign 0 = +1) and 1; v2 = 1.
  expectClose(take(binaryCodeGrid(2).fit(tf.tensor([0, 2]))), [-2, 0, 0, 2]);
});

test("leaves nothing in the engine", () => {
  const weights = tf.tensor(latent);
  const before = tf.memory().numTensors;
  binaryCodeGrid(3).fit(weights).dispose();
  expect(tf.memory().numTensors).toBe(before);
});
