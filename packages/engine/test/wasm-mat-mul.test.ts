import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { openEngine } from "../src/index.ts";
import { expectClose, onBackend, weyl } from "./reference-backend.ts";

beforeAll(async () => {
  await openEngine({ kind: "wasm" });
});

test.for([
  { a: [3, 4], b: [4, 5], transposeA: false, transposeB: false },
  { a: [4, 3], b: [4, 5], transposeA: true, transposeB: false },
  { a: [3, 4], b: [5, 4], transposeA: false, transposeB: true },
  { a: [4, 3], b: [5, 4], transposeA: true, transposeB: true },
  { a: [70, 33], b: [33, 21], transposeA: false, transposeB: false },
  { a: [33, 70], b: [33, 21], transposeA: true, transposeB: false },
  { a: [70, 33], b: [21, 33], transposeA: false, transposeB: true },
  // More rows than a chunk of the left operand has.
  { a: [50, 3000], b: [3000, 2], transposeA: false, transposeB: false },
  { a: [4, 0], b: [0, 3], transposeA: false, transposeB: false },
  { a: [1, 1], b: [1, 1], transposeA: true, transposeB: true },
  { a: [2, 4, 3], b: [2, 5, 4], transposeA: true, transposeB: true },
  { a: [2, 3, 4, 3], b: [1, 1, 5, 4], transposeA: true, transposeB: true },
  { a: [1, 4, 3], b: [6, 4, 2], transposeA: true, transposeB: false },
])(
  "$a times $b, transposed $transposeA and $transposeB, as the cpu backend",
  async ({ a, b, transposeA, transposeB }) => {
    const compute = (left: tf.Tensor, right: tf.Tensor) => tf.matMul(left, right, transposeA, transposeB);
    const inputs = [weyl(a), weyl(b, 0.3)];
    const actual = await onBackend("wasm", inputs, compute as never);
    expectClose(actual, await onBackend("cpu", inputs, compute as never));
    expect(await onBackend("wasm", inputs, compute as never)).toEqual(actual);
  },
);

test("right operands that share their data in several shapes, as the cpu backend", async () => {
  const products = (data: tf.Tensor) =>
    tf.tidy(() => {
      const product = (shape: [number, number]) => tf.matMul(tf.ones([1, shape[0]]), tf.reshape(data, shape));
      return tf.concat([product([16, 4]), product([8, 8]), product([4, 16]), product([16, 4])], 1);
    });
  const data = weyl([64]);
  const actual = await onBackend("wasm", [data], products);
  expectClose(actual, await onBackend("cpu", [data], products));
});

test("integers are refused, in words", () => {
  const x = tf.ones<tf.Rank.R2>([2, 2]);
  const matrix = tf.cast(x, "int32");
  const multiply = () =>
    tf.engine().runKernel(tf.BatchMatMul, { a: matrix, b: x }, { transposeA: false, transposeB: false });
  expect(multiply).toThrow(/float32 matrices only, and got int32 and float32/);
  tf.dispose([x, matrix]);
});
