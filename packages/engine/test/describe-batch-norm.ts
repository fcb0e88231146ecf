import * as tf from "@tensorflow/tfjs-core";
import { batchNorm, batchNormComposed, batchNormGradComposed } from "qat-ops";
import { describe, expect, type TestContext, test } from "vitest";
import { expectClose, onBackend, type Values, weyl } from "./reference-backend.ts";

const EPSILON = 1e-3;

/** One channel, an odd number of pixels, one image, one value a channel, more rows than a block of memory holds. */
const SHAPES = [
  [2, 4, 4, 3],
  [7, 3, 5, 1],
  [1, 3, 5, 8],
  [7, 5, 3, 6],
  [1, 1, 1, 4],
  [5, 9],
  [16, 20, 20, 3],
] as const;

interface Batch {
  readonly x: tf.Tensor4D;
  readonly dy: tf.Tensor4D;
  readonly scale: tf.Tensor1D;
  readonly offset: tf.Tensor1D;
}

/** Everything that comes out, as one vector: y, mean, variance, dx, dScale, dOffset. */
type Compute = (batch: Batch) => tf.Tensor[];

const own: Compute = ({ x, dy, scale, offset }) => {
  let moments: tf.Tensor[] = [];
  const { value, grads } = tf.valueAndGrads((...inputs) => {
    const [input, gain, shift] = inputs as unknown as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D];
    const { y, mean, variance } = batchNorm(input, gain, shift, EPSILON);
    moments = [tf.keep(mean), tf.keep(variance)];
    return y;
  })([x, scale, offset], dy);
  const copies = moments.map((tensor) => tf.clone(tensor));
  tf.dispose(moments);
  return [value, ...copies, ...grads];
};

const composed: Compute = ({ x, dy, scale, offset }) => {
  const as4D = (tensor: tf.Tensor) =>
    tensor.rank === 4 ? (tensor as tf.Tensor4D) : tf.reshape<tf.Rank.R4>(tensor, [x.shape[0], 1, 1, -1]);
  const [y, mean, variance, kept0, kept1] = batchNormComposed(as4D(x), scale, offset, EPSILON);
  return [y, mean, variance, ...batchNormGradComposed(as4D(dy), as4D(x), scale, kept0, kept1)];
};

const asVector = (compute: Compute) =>
  ((x: tf.Tensor4D, dy: tf.Tensor4D, scale: tf.Tensor1D, offset: tf.Tensor1D) =>
    tf.tidy(() => tf.concat(compute({ x, dy, scale, offset }).map((tensor) => tf.reshape(tensor, [-1]))))) as never;

function inputsOf(shape: readonly number[]): Values[] {
  const channels = [shape.at(-1) ?? 0];
  return [weyl(shape), weyl(shape, 0.6), weyl(channels, 0.7), weyl(channels, 0.2)];
}

/** The tests of batch normalisation, on the engine that this process has opened. */
export function describeBatchNorm(backend: string, before: (context: TestContext) => void): void {
  const values = async (output: tf.Tensor) => Array.from(await output.data());

  describe("batch normalisation", () => {
    test.for(SHAPES)(
      "and its gradients as the composed references, shape %j, leaving no tensor",
      async (shape, context) => {
        before(context);
        const inputs = inputsOf(shape);
        const actual = await onBackend(backend, inputs, asVector(own));
        expectClose(actual, await onBackend(backend, inputs, asVector(composed)));
        expectClose(actual, await onBackend("cpu", inputs, asVector(composed)));
        expect(await onBackend(backend, inputs, asVector(own))).toEqual(actual);
      },
    );

    test("by hand: 1, 3, 5, 7 less their mean 4, by the root of their biased variance 5", async (context) => {
      before(context);
      const x = tf.tensor4d([1, 3, 5, 7], [1, 2, 2, 1]);
      const { y, mean, variance } = batchNorm(x, tf.tensor1d([2]), tf.tensor1d([10]), 4);
      // epsilon 4 makes the divisor 3; the variance by n - 1 is 20 / 3.
      const expected = [8, 10 - 2 / 3, 10 + 2 / 3, 12];
      expectClose({ shape: y.shape, values: await values(y) }, { shape: [1, 2, 2, 1], values: expected }, 1e-6);
      expect((await values(mean))[0]).toBeCloseTo(4, 5);
      expect((await values(variance))[0]).toBeCloseTo(20 / 3, 5);
    });

    test("of one value a channel gives the offset, variance 0 and no gradient to x", async (context) => {
      before(context);
      const x = tf.tensor2d([3, -5], [1, 2]);
      const [scale, offset] = [tf.tensor1d([2, 2]), tf.tensor1d([7, 8])];
      const { y, mean, variance } = batchNorm(x, scale, offset, EPSILON);
      expect(await Promise.all([y, mean, variance].map(values))).toEqual([
        [7, 8],
        [3, -5],
        [0, 0],
      ]);
      const dx = tf.grad((a: tf.Tensor) => batchNorm(a as tf.Tensor2D, scale, offset, EPSILON).y)(x, tf.ones([1, 2]));
      expect((await values(dx)).map((v) => v + 0)).toEqual([0, 0]);
    });

    test("keeps its precision far from zero", async (context) => {
      before(context);
      const x = tf.tensor2d([1000, 1001, 1002, 1003], [4, 1]);
      const { y, variance } = batchNorm(x, tf.tensor1d([1]), tf.tensor1d([0]), 1e-5);
      const unit = Math.sqrt(1.25 + 1e-5);
      const expected = [-1.5, -0.5, 0.5, 1.5].map((v) => v / unit);
      expectClose({ shape: y.shape, values: await values(y) }, { shape: [4, 1], values: expected }, 1e-5);
      expect((await values(variance))[0]).toBeCloseTo(5 / 3, 4);
    });

    test.for(["x", "scale", "offset"] as const)("gradient by %s as finite differences", async (name, context) => {
      before(context);
      const shape = [2, 3, 5, 2];
      const [x, weighting, scale, offset] = inputsOf(shape);
      const inputs = { x, scale, offset } as Record<"x" | "scale" | "offset", Values>;
      const loss = (at: tf.Tensor) =>
        tf.tidy(() => {
          const tensors = Object.entries(inputs).map(([key, value]) => (key === name ? at : toTensor(value)));
          const { y } = batchNorm(...(tensors as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D]), EPSILON);
          return tf.sum(tf.mul(y, toTensor(weighting as Values)));
        });
      const start = inputs[name];
      const direction = weyl(start.shape, 0.45);
      const moved = async (by: number) =>
        (await values(loss(tf.add(toTensor(start), tf.mul(toTensor(direction), by)))))[0] ?? Number.NaN;
      const gradient = tf.grad((a: tf.Tensor) => loss(a))(toTensor(start));
      const expected = (await values(tf.sum(tf.mul(gradient, toTensor(direction)))))[0] ?? Number.NaN;
      expect(Math.abs(expected)).toBeGreaterThan(0.1);
      expect(((await moved(0.01)) - (await moved(-0.01))) / 0.02 / expected).toBeCloseTo(1, 2);
    });

    test("by running statistics is tfjs's own batchNorm", async (context) => {
      before(context);
      const inputs = [weyl([2, 3, 5, 4]), weyl([4], 0.6), weyl([4], 0.7), weyl([4], 0.2)];
      const inference = (x: tf.Tensor4D, mean: tf.Tensor1D, scale: tf.Tensor1D, offset: tf.Tensor1D) =>
        tf.tidy(() => tf.batchNorm(x, mean, tf.abs(mean), offset, scale, EPSILON));
      const byFormula = (x: tf.Tensor4D, mean: tf.Tensor1D, scale: tf.Tensor1D, offset: tf.Tensor1D) =>
        tf.tidy(() => {
          const deviation = tf.sqrt(tf.add(tf.abs(mean), EPSILON));
          return tf.add(tf.mul(tf.div(tf.sub(x, mean), deviation), scale), offset);
        });
      const actual = await onBackend(backend, inputs, inference as never);
      expectClose(actual, await onBackend("cpu", inputs, byFormula as never), 1e-6);
    });

    test.each([
      [[2, 3], [2], [3], /scale \[2\]/],
      [[2, 3], [3], [1], /offset \[1\]/],
      [[2, 3, 4], [4], [4], /x \[2,3,4\]/],
      [[0, 3], [3], [3], /not empty/],
    ])("refuses x %j with scale %j and offset %j", (x, scale, offset, message) => {
      const [input, gain, shift] = [x, scale, offset].map((shape) => tf.zeros(shape as [number]));
      expect(() => batchNorm(input as never, gain as tf.Tensor1D, shift as tf.Tensor1D, EPSILON)).toThrow(message);
    });

    test.each([0, -1, Number.NaN])("refuses epsilon %d", (epsilon) => {
      const one = tf.ones([1]) as tf.Tensor1D;
      expect(() => batchNorm(tf.ones([2, 1]) as tf.Tensor2D, one, one, epsilon)).toThrow(/epsilon/);
    });
  });
}

function toTensor({ shape, values }: Values): tf.Tensor {
  return tf.tensor(Float32Array.from(values), [...shape]);
}
