import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { openEngine } from "../src/index.ts";
import { expectClose, onBackend, weyl } from "./reference-backend.ts";

beforeAll(async () => {
  await openEngine({ kind: "wasm" });
});

describe("sums", () => {
  test.each([
    [[5, 3], 0],
    [[7, 8], [0]],
    [
      [2, 3, 9],
      [0, 1],
    ],
    [
      [2, 3, 4, 5],
      [1, 0],
    ],
    [
      [2, 3, 4, 5],
      [-4, 1, 2],
    ],
    // More rows than fit in a block, and no column that four others go with.
    [[5000, 1], 0],
    [[300, 70], 0],
    // Not leading axes, or all of them: tfjs's own.
    [
      [2, 3, 4],
      [0, 2],
    ],
    [[2, 3, 4], 2],
    [
      [2, 3],
      [0, 1],
    ],
    [[0, 3], 0],
  ] as [number[], number | number[]][])(
    "of shape %j over %j, as the cpu backend, kept axes or not",
    async (shape, axis) => {
      for (const keep of [false, true]) {
        const compute = (x: tf.Tensor) => tf.sum(x, axis, keep);
        const actual = await onBackend("wasm", [weyl(shape)], compute);
        expectClose(actual, await onBackend("cpu", [weyl(shape)], compute));
        expect(await onBackend("wasm", [weyl(shape)], compute)).toEqual(actual);
      }
    },
  );

  test("lose nothing in float32: ones by the million beside a large number", async () => {
    // The sum itself is a float32.
    const rows = 1_500_001;
    const values = new Float32Array(rows).fill(1);
    values[0] = 2 ** 24;
    const sum = tf.sum(tf.tensor2d(values, [rows, 1]), 0);
    expect([...(await sum.data())]).toEqual([2 ** 24 + rows - 1]);
  });

  test("of integers and booleans stay integers", async () => {
    const sum = tf.sum(tf.tensor2d([1, 2, 3, 4], [2, 2], "int32"), 0);
    expect([sum.dtype, ...(await sum.data())]).toEqual(["int32", 4, 6]);
    expect([...(await tf.sum(tf.tensor2d([true, true, false, true], [2, 2], "bool"), 0).data())]).toEqual([1, 2]);
  });
});

describe("splits", () => {
  test.each([
    [[4, 6], 3, 1],
    [[4, 6], [1, 2, 3], -1],
    [[2, 3, 6], 2, 2],
    [[6, 2, 3], [4, -1], 0],
    [[3, 4, 2], 2, 1],
  ] as [number[], number | number[], number][])(
    "shape %j into %j along %i, as the cpu backend",
    async (shape, parts, axis) => {
      // The parts side by side again, the last first.
      const compute = (x: tf.Tensor) => tf.tidy(() => tf.concat(tf.split(x, parts, axis).reverse(), axis));
      expect(await onBackend("wasm", [weyl(shape)], compute)).toEqual(await onBackend("cpu", [weyl(shape)], compute));
    },
  );

  test("have the gradient of their parts", async () => {
    const dy = tf.tensor2d([1, 2, 3, 4, 5, 6, 7, 8], [2, 4]);
    const second = (x: tf.Tensor) => tf.split(x, 2, 1)[1] as tf.Tensor;
    const dx = tf.grad((x: tf.Tensor) => tf.sum(tf.mul(second(x), second(dy))))(tf.zeros([2, 4]));
    expect([...(await dx.data())]).toEqual([0, 0, 3, 4, 0, 0, 7, 8]);
  });
});
