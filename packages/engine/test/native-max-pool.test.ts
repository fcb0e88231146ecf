import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { openEngine } from "../src/index.ts";
import { nativeIsThere, skipWithoutNative } from "./native-skip.ts";
import { expectClose, onBackend, type Values, weyl } from "./reference-backend.ts";

beforeAll(async () => {
  if (nativeIsThere) await openEngine({ kind: "native" });
});

type Size = number | [number, number];
type Pad = "valid" | "same";
const pooled = (size: Size, strides: Size, pad: Pad) => (x: tf.Tensor) =>
  tf.maxPool(x as tf.Tensor4D, size, strides, pad);

describe.each<[shape: number[], size: Size, strides: Size, pad: Pad]>([
  [[2, 4, 6, 3], 2, 2, "valid"],
  [[3, 6, 6, 1], 3, 3, "same"],
  [[2, 4, 6, 12], [2, 3], [2, 3], "valid"],
  [[2, 4, 4, 5], [1, 2], [1, 2], "valid"],
  [[1, 2, 2, 20], 2, 2, "valid"],
  [[2, 5, 7, 3], 2, 2, "valid"],
  [[2, 5, 7, 3], 2, 2, "same"],
  [[2, 6, 6, 4], 3, 2, "valid"],
  [[1, 4, 4, 2], 1, 1, "valid"],
])("max pooling of [%s], windows %s, strides %s, %s", (shape, size, strides, pad) => {
  const own = pooled(size, strides, pad);
  const gradient = (x: tf.Tensor, dy: tf.Tensor) => tf.grad(own)(x, dy);
  const outputShape = () => tf.tidy(() => own(tf.zeros(shape)).shape);

  test("is the cpu backend's", async (context) => {
    skipWithoutNative(context);
    const inputs = [weyl(shape)];
    expect(await onBackend("tensorflow", inputs, own)).toEqual(await onBackend("cpu", inputs, own));
  });

  test("and so is its gradient", async (context) => {
    skipWithoutNative(context);
    const inputs = [weyl(shape), weyl(outputShape(), 0.3)];
    const actual = await onBackend("tensorflow", inputs, gradient as never);
    expectClose(actual, await onBackend("cpu", inputs, gradient as never), 1e-6);
    expect(actual.values.filter((value) => value !== 0).length).toBeGreaterThan(0);
  });
});

test.for([
  [
    [5, 5, 5, 5],
    [9, 0, 0, 0],
  ],
  [
    [1, 5, 5, 5],
    [0, 9, 0, 0],
  ],
  [
    [1, 2, 5, 5],
    [0, 0, 9, 0],
  ],
  [
    [5, 7, 7, 5],
    [0, 9, 0, 0],
  ],
  [
    [1, 2, 3, 5],
    [0, 0, 0, 9],
  ],
  [
    [-1, -2, -1, -1],
    [9, 0, 0, 0],
  ],
])("of equals in a window the first, row by row, gets the gradient: %j", async ([window, expected], context) => {
  skipWithoutNative(context);
  const inputs: Values[] = [
    { shape: [1, 2, 2, 1], values: window as number[] },
    { shape: [1, 1, 1, 1], values: [9] },
  ];
  const gradient = (x: tf.Tensor, dy: tf.Tensor) => tf.grad(pooled(2, 2, "valid"))(x, dy);
  expect((await onBackend("tensorflow", inputs, gradient as never)).values).toEqual(expected);
});
