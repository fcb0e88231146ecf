import * as tf from "@tensorflow/tfjs-core";
import { openEngine } from "qat-engine";
import { expect, test } from "vitest";
import { take } from "../src/testing/values.ts";
import { joint } from "../src/training/joint.ts";

await openEngine({ kind: "wasm" });

test("puts tensors side by side and takes them apart again", () => {
  const { size, join, part } = joint([[2, 2], [3], []]);
  const tensors = [tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor1d([5, 6, 7]), tf.scalar(8)];
  const vector = join(tensors);
  expect(size).toBe(8);
  expect(Array.from(vector.dataSync())).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(part(vector).map((each) => each.arraySync())).toEqual(tensors.map((each) => each.arraySync()));
});

test.each([[[[]]], [[[], []]], [[[4]]], [[[1, 1], [1]]], [[[2, 0], [1]]]])("of shapes %j too", (shapes) => {
  const { join, part, size } = joint(shapes);
  const tensors = shapes.map((shape, i) => tf.fill(shape, i + 1));
  expect(part(join(tensors)).map((each) => each.arraySync())).toEqual(tensors.map((each) => each.arraySync()));
  expect(join(tensors).shape).toEqual([size]);
});

test("spreads one value a tensor over its elements", () => {
  expect(take(joint([[2], [], [1, 3]]).spread([7, 8, 9]))).toEqual([7, 7, 8, 9, 9, 9]);
});
