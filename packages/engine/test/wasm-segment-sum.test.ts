import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { openEngine } from "../src/index.ts";
import { expectClose, onBackend, weyl } from "./reference-backend.ts";

beforeAll(async () => {
  await openEngine({ kind: "wasm" });
});

test.each([
  [[6], [0, 2, 1, 2, 2, 0], 3],
  [[4, 5], [3, 0, 3, 3], 5],
  [[3, 2, 4], [1, 1, 0], 2],
  [[1, 1], [0], 1],
])("rows of %j by segments %j into %i sums, as the cpu backend", async (shape, segments, count) => {
  const compute = (x: tf.Tensor) => tf.tidy(() => tf.unsortedSegmentSum(x, tf.tensor1d(segments, "int32"), count));
  expectClose(await onBackend("wasm", [weyl(shape)], compute), await onBackend("cpu", [weyl(shape)], compute));
});

test("a row outside the segments counts nowhere, and a segment without rows is zero", async () => {
  const compute = (x: tf.Tensor) => tf.tidy(() => tf.unsortedSegmentSum(x, tf.tensor1d([-1, 0, 7], "int32"), 2));
  const { values } = await onBackend("wasm", [{ shape: [3], values: [1, 2, 4] }], compute);
  expect(values).toEqual([2, 0]);
});

test("int32 stays int32", async () => {
  const sums = tf.tidy(() =>
    tf.unsortedSegmentSum(tf.tensor1d([1, 2, 3], "int32"), tf.tensor1d([1, 1, 0], "int32"), 2),
  );
  expect(sums.dtype).toBe("int32");
  expect(Array.from(await sums.data())).toEqual([3, 3]);
  sums.dispose();
});

test("the gradient of gather adds up what was read twice", async () => {
  const compute = (x: tf.Tensor) =>
    tf.tidy(() => tf.grad((a: tf.Tensor) => tf.sum(tf.square(tf.gather(a, tf.tensor1d([2, 0, 2], "int32")))))(x));
  const inputs = [weyl([3, 4])];
  expectClose(await onBackend("wasm", inputs, compute), await onBackend("cpu", inputs, compute));
});
