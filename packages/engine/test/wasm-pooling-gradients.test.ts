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

type Pool = typeof tf.maxPool;

const CASES = [
  { shape: [2, 8, 8, 3], size: 2, strides: 2, pad: "valid" },
  { shape: [2, 7, 9, 3], size: 2, strides: 2, pad: "valid" },
  { shape: [2, 7, 9, 3], size: 3, strides: 2, pad: "same" },
  { shape: [1, 6, 6, 1], size: 3, strides: 1, pad: "same" },
  { shape: [3, 5, 7, 2], size: [2, 3], strides: [1, 2], pad: "valid" },
  { shape: [1, 5, 5, 6], size: 5, strides: 1, pad: "valid" },
  { shape: [1, 6, 5, 4], size: 3, strides: 2, pad: 1 },
  { shape: [2, 3, 3, 9], size: 1, strides: 2, pad: "same" },
  { shape: [1, 2, 2, 1], size: 3, strides: 1, pad: "same" },
] as const;
type Case = (typeof CASES)[number];

/** The gradient of the sum of a pool times values that look random. */
const gradientOf = (pool: Pool, { size, strides, pad }: Case) => {
  const apply = (x: tf.Tensor) => pool(x as tf.Tensor4D, size as number, strides as number, pad);
  return (x: tf.Tensor) =>
    tf.tidy(() => {
      const output = apply(x).shape;
      const dy = tf.tensor(Float32Array.from(weyl(output, 0.7).values), output);
      return tf.grad((a: tf.Tensor) => apply(a))(x, dy as tf.Tensor4D);
    });
};

test.for(CASES)("max pooling, $shape by $size, strides $strides, pad $pad, as the cpu backend", async (kase) => {
  const compute = gradientOf(tf.maxPool, kase);
  for (const input of [weyl(kase.shape), withTies(kase.shape)]) {
    const actual = await onBackend("wasm", [input], compute);
    expectClose(actual, await onBackend("cpu", [input], compute), 1e-6);
    expect(await onBackend("wasm", [input], compute)).toEqual(actual);
  }
});

// tfjs's own gradient counts padding, where there is any: the reference is the average itself, which is linear.
test.for(CASES)("average pooling, $shape by $size, strides $strides, pad $pad, as differences", async (kase) => {
  const { shape, size, strides, pad } = kase;
  const input = weyl(shape);
  const gradient = await onBackend("wasm", [input], gradientOf(tf.avgPool, kase));
  const loss = async (values: Float32Array) => {
    const pooled = await onBackend("wasm", [{ shape, values }], (x) =>
      tf.avgPool(x as tf.Tensor4D, size as number, strides as number, pad),
    );
    const dy = weyl(pooled.shape, 0.7).values;
    return pooled.values.reduce((sum, y, i) => sum + y * (dy[i] ?? 0), 0);
  };
  expect(gradient.shape).toEqual(shape);
  for (let i = 0; i < gradient.values.length; i += 5) {
    const values = [0.5, -0.5].map((by) =>
      Float32Array.from(input.values, (value, j) => (i === j ? value + by : value)),
    );
    const difference = (await loss(values[0] as Float32Array)) - (await loss(values[1] as Float32Array));
    expect(difference).toBeCloseTo(gradient.values[i] ?? Number.NaN, 5);
  }
});
