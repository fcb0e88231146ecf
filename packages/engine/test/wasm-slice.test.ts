import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { openEngine } from "../src/index.ts";
import { onBackend, weyl } from "./reference-backend.ts";

beforeAll(async () => {
  await openEngine({ kind: "wasm" });
});

test.each([
  [[9], [2], [5]],
  [[9], [0], [-1]],
  [
    [4, 6],
    [1, 0],
    [2, 6],
  ],
  [
    [4, 6],
    [0, 5],
    [4, 1],
  ],
  [
    [4, 6],
    [3, 2],
    [1, 3],
  ],
  [
    [2, 5, 7],
    [0, 1, 3],
    [2, 3, 4],
  ],
  [
    [2, 6, 5, 8],
    [0, 0, 0, 0],
    [2, 6, 5, 3],
  ],
  [
    [2, 6, 5, 8],
    [0, 1, 1, 0],
    [2, 4, 3, 8],
  ],
  [
    [2, 6, 5, 8],
    [1, 2, 0, 4],
    [1, 3, 5, 4],
  ],
  [
    [3, 6, 5, 7],
    [1, 1, 2, 3],
    [-1, -1, -1, -1],
  ],
  [
    [2, 3, 4, 2, 3],
    [1, 0, 1, 0, 1],
    [1, 3, 2, 2, 2],
  ],
  [
    [2, 2, 3, 2, 2, 3],
    [0, 1, 1, 0, 1, 0],
    [2, 1, 2, 2, 1, 2],
  ],
  [
    [3, 4],
    [1, 2],
    [0, 2],
  ],
])("of %j from %j, %j long, as the cpu backend", async (shape, begin, size) => {
  const compute = (x: tf.Tensor) => tf.slice(x, begin, size);
  const actual = await onBackend("wasm", [weyl(shape)], compute);
  expect(actual).toEqual(await onBackend("cpu", [weyl(shape)], compute));
});

test.each(["int32", "bool"] as const)("of %s", async (dtype) => {
  const sliced = tf.tidy(() => tf.slice(tf.tensor2d([1, 0, 1, 1, 0, 0, 1, 0, 1], [3, 3], dtype), [1, 0], [2, 2]));
  expect(sliced.dtype).toBe(dtype);
  expect(Array.from(await sliced.data())).toEqual([1, 0, 1, 0]);
  sliced.dispose();
});

test("beyond the end is refused", () => {
  const x = tf.zeros([3, 4]);
  expect(() => tf.slice(x, [1, 2], [1, 3])).toThrow(/begin\[1\] \+ size\[1\]/);
  x.dispose();
});

test("a clone shares its data, and keeps it when the first is disposed", async () => {
  const first = tf.tensor1d([1, 2, 3]);
  const second = tf.clone(first);
  expect(second.dataId).toBe(first.dataId);
  first.dispose();
  tf.ones([3]).dispose(); // would reuse the memory
  expect(Array.from(await second.data())).toEqual([1, 2, 3]);
  const kept = tf.memory().numTensors;
  second.dispose();
  expect(tf.memory().numTensors).toBe(kept - 1);
  expect(() => second.dataSync()).toThrow(/disposed/);
});

test("a variable that was cloned keeps its clone's values", async () => {
  const variable = tf.variable(tf.tensor1d([1, 2]));
  const before = tf.clone(variable as tf.Tensor);
  variable.assign(tf.tensor1d([5, 6]));
  expect(Array.from(await before.data())).toEqual([1, 2]);
  expect(Array.from(await variable.data())).toEqual([5, 6]);
  tf.dispose([before, variable]);
});
