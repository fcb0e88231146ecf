import * as tf from "@tensorflow/tfjs-core";
import {
  l2Loss,
  l2LossComposed,
  philoxUniform,
  relu,
  reluGradComposed,
  softmaxCrossEntropy,
  softmaxCrossEntropyComposed,
  uniformNoise,
} from "qat-ops";
import { expect, type TestContext, test } from "vitest";
import { expectClose, onBackend, weyl } from "./reference-backend.ts";

const SHAPES = [[7], [3, 5], [2, 4, 4, 3], [1, 1], [0, 3]];
const LOGITS = [
  [1, 2],
  [5, 3],
  [64, 10],
] as const;

/** The tests of every operation of `qat-ops`, on the engine that this process has opened. */
export function describeOperations(backend: string, before: (context: TestContext) => void): void {
  const values = async (output: tf.Tensor) => Array.from(await output.data());

  for (const shape of SHAPES) {
    test(`relu's gradient as its composed reference, shape [${shape}]`, async (context) => {
      before(context);
      const inputs = [weyl(shape), weyl(shape, 0.6)];
      const own = await onBackend(backend, inputs, (x, dy) => tf.grad((a: tf.Tensor) => relu(a))(x as tf.Tensor, dy));
      const composed = await onBackend(backend, inputs, (x, dy) =>
        tf.tidy(() => reluGradComposed(dy as tf.Tensor, tf.relu(x as tf.Tensor))),
      );
      expect(own).toEqual(composed);
    });
  }

  test("relu is 0 at 0 and below, with a gradient of 0 there", async (context) => {
    before(context);
    const x = tf.tensor1d([-2, -0, 0, 3]);
    const { value, grad } = tf.valueAndGrad((a: tf.Tensor) => relu(a))(x, tf.tensor1d([5, 6, 7, 8]));
    expect((await values(value)).map((v) => v + 0)).toEqual([0, 0, 0, 3]);
    expect((await values(grad)).map((v) => v + 0)).toEqual([0, 0, 0, 8]);
  });

  for (const shape of SHAPES.filter((each) => !each.includes(0))) {
    test(`half the sum of squares as its composed reference, shape [${shape}]`, async (context) => {
      before(context);
      const inputs = [weyl(shape, 0.4)];
      const actual = await onBackend(backend, inputs, l2Loss);
      expectClose(actual, await onBackend("cpu", inputs, (x) => tf.tidy(() => l2LossComposed(x))), 1e-6);
    });
  }

  test("half the sum of squares by hand", async (context) => {
    before(context);
    expect(await values(l2Loss(tf.tensor2d([1, -2, 3, 0], [2, 2])))).toEqual([7]);
  });

  for (const [batch, classes] of LOGITS) {
    test(`softmax cross-entropy as its composed reference, logits [${batch}, ${classes}]`, async (context) => {
      before(context);
      const labels = Array.from({ length: batch }, (_, i) => (i * 3) % classes);
      const inputs = [weyl([batch, classes]), weyl([batch], 0.3)];
      const own = (logits: tf.Tensor, dy: tf.Tensor1D) =>
        tf.tidy(() => {
          const ids = tf.tensor1d(labels, "int32");
          const { value, grad } = tf.valueAndGrad((a: tf.Tensor) => softmaxCrossEntropy(a as tf.Tensor2D, ids))(
            logits,
            dy,
          );
          return tf.concat([tf.expandDims(value, 1), grad], 1);
        });
      const composed = (logits: tf.Tensor, dy: tf.Tensor) =>
        tf.tidy(() => {
          const [loss, gradient] = softmaxCrossEntropyComposed(logits as tf.Tensor2D, tf.tensor1d(labels, "int32"));
          return tf.concat([tf.expandDims(loss, 1), tf.mul(gradient, tf.expandDims(dy, 1))], 1);
        });
      const actual = await onBackend(backend, inputs, own as never);
      expectClose(actual, await onBackend(backend, inputs, composed as never), 1e-6);
      expectClose(actual, await onBackend("cpu", inputs, composed as never), 1e-6);
    });
  }

  test("softmax cross-entropy by hand, and finite for logits whose exponentials overflow", async (context) => {
    before(context);
    // Equal logits over 4 classes: ln 4. One logit ahead by 1000: 0 for its class, 1000 for another.
    const logits = tf.tensor2d([2, 2, 2, 2, 1000, 0, 0, 0, 1000, 0, 0, 0], [3, 4]);
    const loss = await values(softmaxCrossEntropy(logits, tf.tensor1d([1, 0, 2], "int32")));
    expect(loss[0]).toBeCloseTo(Math.log(4), 6);
    expect(loss.slice(1)).toEqual([0, 1000]);
  });

  test("the gradient of softmax cross-entropy as finite differences", async (context) => {
    before(context);
    const labels = tf.tensor1d([2, 0], "int32");
    const start = Float32Array.from(weyl([2, 3]).values);
    const loss = async (at: Float32Array) =>
      (await values(tf.mean(softmaxCrossEntropy(tf.tensor2d(at, [2, 3]), labels))))[0] ?? Number.NaN;
    const gradient = await values(
      tf.grad((x: tf.Tensor) => tf.mean(softmaxCrossEntropy(x as tf.Tensor2D, labels)))(tf.tensor2d(start, [2, 3])),
    );
    for (const [i, expected] of gradient.entries()) {
      const moved = (by: number) => loss(start.map((v, j) => (i === j ? v + by : v)));
      const [up, down] = [await moved(0.01), await moved(-0.01)];
      expect((up - down) / 0.02).toBeCloseTo(expected, 3);
    }
  });

  test("softmax cross-entropy refuses one-hot labels and shapes that do not fit", (context) => {
    before(context);
    const logits = tf.zeros<tf.Rank.R2>([2, 3]);
    const oneHot = tf.oneHot([0, 1], 3) as unknown as tf.Tensor1D;
    expect(() => softmaxCrossEntropy(logits, oneHot)).toThrow(/int32 labels \[batch\]/);
    expect(() => softmaxCrossEntropy(logits, tf.tensor1d([0, 1, 2], "int32"))).toThrow(/labels \[3\]/);
    expect(() => softmaxCrossEntropy(tf.zeros([2, 1]), tf.tensor1d([0, 0], "int32"))).toThrow(/classes >= 2/);
    expect(() => softmaxCrossEntropy(logits, tf.tensor1d([0, 1], "float32"))).toThrow(/float32/);
  });

  for (const [shape, seed] of [
    [[1000], [0, 0]],
    [
      [3, 5, 7],
      [-7, 2 ** 31],
    ],
    [
      [2, 0],
      [1, 2],
    ],
    [[], [2 ** 32 - 1, -(2 ** 31)]],
  ] as const) {
    test(`noise of shape [${shape}] from seed [${seed}] has the bits of the Philox reference`, async (context) => {
      before(context);
      const drawn = await onBackend(backend, [], () => uniformNoise(shape, seed));
      const words = [seed[0] | 0, seed[1] | 0] as const;
      const count = shape.reduce<number>((product, length) => product * length, 1);
      expect(drawn).toEqual({ shape: [...shape], values: Array.from(philoxUniform(count, words)) });
    });
  }

  test.each([[[1.5, 2]], [[1]], [[2 ** 32, 0]], [[Number.NaN, 0]]])("noise refuses the seed %j", (seed) => {
    expect(() => uniformNoise([2], seed as unknown as [number, number])).toThrow(/two integers from -2\^31/);
  });
}
