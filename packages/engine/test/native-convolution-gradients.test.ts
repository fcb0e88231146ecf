import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { openEngine } from "../src/index.ts";
import { nativeIsThere, skipWithoutNative } from "./native-skip.ts";
import { expectClose, onBackend, weyl } from "./reference-backend.ts";

beforeAll(async () => {
  if (nativeIsThere) await openEngine({ kind: "native" });
});

type Pad = "same" | "valid" | tf.backend_util.ExplicitPadding;

const uneven: Pad = [
  [0, 0],
  [2, 1],
  [0, 3],
  [0, 0],
];

const one: Pad = [
  [0, 0],
  [1, 1],
  [1, 1],
  [0, 0],
];

describe.each<[x: number[], filter: number[], strides: number | [number, number], pad: Pad]>([
  [[2, 8, 8, 3], [3, 3, 3, 4], 2, one],
  [[3, 7, 9, 1], [3, 3, 1, 5], 2, one],
  [[2, 6, 5, 2], [3, 4, 2, 3], [1, 2], one],
  [[2, 6, 5, 2], [4, 3, 2, 3], 2, uneven],
  [[2, 6, 5, 2], [4, 3, 2, 3], 1, uneven],
  [[2, 8, 8, 3], [3, 3, 3, 4], 2, "same"],
])("the gradients of a convolution of [%s] with [%s], strides %s, padding %s", (x, filter, strides, pad) => {
  const convolve = (image: tf.Tensor, kernel: tf.Tensor) =>
    tf.conv2d(image as tf.Tensor4D, kernel as tf.Tensor4D, strides, pad);
  const outputShape = () => tf.tidy(() => convolve(tf.zeros(x), tf.zeros(filter)).shape);

  test.for([0, 1] as const)("by operand %i are the cpu backend's", async (operand, context) => {
    skipWithoutNative(context);
    const inputs = [weyl(x), weyl(filter, 0.4), weyl(outputShape(), 0.7)];
    const gradient = (image: tf.Tensor, kernel: tf.Tensor, dy: tf.Tensor) =>
      tf.tidy(() => tf.grads(convolve)([image, kernel], dy)[operand] as tf.Tensor);
    const actual = await onBackend("tensorflow", inputs, gradient as never);
    expectClose(actual, await onBackend("cpu", inputs, gradient as never));
    expect(actual.shape).toEqual(operand === 0 ? x : filter);
  });

  test("are the slopes of finite differences", async (context) => {
    skipWithoutNative(context);
    await tf.setBackend("tensorflow");
    const [image, kernel] = [weyl(x), weyl(filter, 0.4)].map(({ shape, values }) =>
      tf.tensor(Float32Array.from(values), [...shape]),
    ) as [tf.Tensor, tf.Tensor];
    const loss = (a: tf.Tensor, b: tf.Tensor) => tf.mul<tf.Scalar>(0.5, tf.sum(tf.square(convolve(a, b))));
    const [ofImage, ofKernel] = tf.grads(loss)([image, kernel]) as [tf.Tensor, tf.Tensor];
    // Along the gradient itself: the slope is its square.
    for (const [at, gradient, other] of [
      [image, ofImage, (a: tf.Tensor) => loss(a, kernel)],
      [kernel, ofKernel, (b: tf.Tensor) => loss(image, b)],
    ] as const) {
      const square = tf.sum(tf.square(gradient)).dataSync()[0] as number;
      const [up = 0, down = 0] = [1, -1].map(
        (sign) => other(tf.add(at, tf.mul(gradient, (sign * 1e-2) / Math.sqrt(square)))).dataSync()[0] as number,
      );
      expect((up - down) / 2e-2 / Math.sqrt(square)).toBeCloseTo(1, 2);
    }
  });
});
