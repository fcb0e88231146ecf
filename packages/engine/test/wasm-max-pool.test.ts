import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { openEngine } from "../src/index.ts";
import { expectClose, onBackend, type Values, weyl } from "./reference-backend.ts";

beforeAll(async () => {
  await openEngine({ kind: "wasm" });
});

/** Many equal values, as relu leaves them: which of them gets the gradient must not depend on the engine. */
const withTies = (shape: readonly number[]): Values => {
  const { values } = weyl(shape);
  return { shape, values: Float32Array.from(values, (value) => Math.max(0, Math.round(2 * value))) };
};

test.for([
  { shape: [2, 8, 8, 3], size: 2, strides: 2, pad: "valid" },
  { shape: [2, 7, 9, 3], size: 2, strides: 2, pad: "valid" },
  { shape: [2, 7, 9, 3], size: 3, strides: 2, pad: "same" },
  { shape: [1, 6, 6, 1], size: 3, strides: 1, pad: "same" },
  { shape: [3, 5, 7, 2], size: [2, 3], strides: [1, 2], pad: "valid" },
  { shape: [1, 5, 5, 2], size: 5, strides: 1, pad: "valid" },
  { shape: [1, 6, 5, 2], size: 3, strides: 2, pad: 1 },
  { shape: [2, 3, 3, 2], size: 1, strides: 2, pad: "same" },
] as const)("the gradient of max pooling, $shape by $size, strides $strides, pad $pad", async (kase) => {
  const { shape, size, strides, pad } = kase;
  const pool = (x: tf.Tensor) => tf.maxPool(x as tf.Tensor4D, size as number, strides as number, pad);
  const compute = (x: tf.Tensor) =>
    tf.tidy(() => {
      const output = pool(x).shape;
      const dy = tf.tensor(Float32Array.from(weyl(output, 0.7).values), output);
      return tf.grad((a: tf.Tensor) => pool(a))(x, dy as tf.Tensor4D);
    });
  for (const input of [weyl(shape), withTies(shape)]) {
    const actual = await onBackend("wasm", [input], compute);
    expectClose(actual, await onBackend("cpu", [input], compute), 1e-6);
    expect(await onBackend("wasm", [input], compute)).toEqual(actual);
  }
});
