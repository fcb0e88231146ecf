import * as tf from "@tensorflow/tfjs-core";
import {
  gelu,
  geluComposed,
  geluGradComposed,
  layerNorm,
  layerNormComposed,
  layerNormGradComposed,
  relu6,
  relu6GradComposed,
} from "qat-ops";
import { describe, expect, type TestContext, test } from "vitest";
import { expectClose, onBackend, type Values, weyl } from "./reference-backend.ts";

const EPSILON = 1e-3;

/** One value, odd counts, a whole number of SIMD vectors and one more, tokens of examples. */
const SHAPES = [[1, 1], [7], [3, 5], [2, 4, 8], [2, 3, 65], [130, 33]] as const;

/** Values from -8 to 8: beyond what any of the functions bends. */
const spread = (shape: readonly number[], start?: number): Values => {
  const { values } = weyl(shape, start);
  return { shape, values: Float32Array.from(values, (value) => 8 * value) };
};

/** sin(f), sin(2 f), ...: what the values from PyTorch 2.13 were computed of. */
const wave = (shape: number[], f: number) =>
  tf.tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(f * (i + 1))),
    shape,
  );

const asVector = (...tensors: tf.Tensor[]) => tf.concat(tensors.map((tensor) => tf.reshape(tensor, [-1])));

/** The tests of what transformers and MobileNetV2 need of `qat-ops`, on the engine that this process has opened. */
export function describeTransformerOperations(backend: string, before: (context: TestContext) => void): void {
  const values = async (output: tf.Tensor) => Array.from(await output.data());

  /** On the engine and on the cpu backend, both within float32 of the composed reference; and the same again, bit for bit. */
  async function expectAsComposed(inputs: readonly Values[], own: Compute, composed: Compute, tolerance: number) {
    const actual = await onBackend(backend, inputs, tidy(own));
    expectClose(actual, await onBackend(backend, inputs, tidy(composed)), tolerance);
    expectClose(actual, await onBackend("cpu", inputs, tidy(composed)), tolerance);
    expect(await onBackend(backend, inputs, tidy(own))).toEqual(actual);
  }

  describe("relu6", () => {
    test.for(SHAPES)("and its gradient as the composed reference, shape %j", async (shape, context) => {
      before(context);
      const own: Compute = (x, dy) => {
        const { value, grad } = tf.valueAndGrad((a: tf.Tensor) => relu6(a))(x, dy);
        return asVector(value, grad);
      };
      const composed: Compute = (x, dy) => asVector(tf.clipByValue(x, 0, 6), relu6GradComposed(dy, tf.relu6(x)));
      await expectAsComposed([spread(shape), weyl(shape, 0.6)], own, composed, 0);
    });

    test("stops at 0 and at 6, with a gradient of 0 there and beyond", async (context) => {
      before(context);
      const x = tf.tensor1d([-2, 0, 3, 5.5, 6, 7]);
      const { value, grad } = tf.valueAndGrad((a: tf.Tensor) => relu6(a))(x, tf.tensor1d([1, 2, 3, 4, 5, 6]));
      expect((await values(value)).map((v) => v + 0)).toEqual([0, 0, 3, 5.5, 6, 6]);
      expect((await values(grad)).map((v) => v + 0)).toEqual([0, 0, 3, 4, 0, 0]);
    });
  });

  describe("gelu", () => {
    test.for(SHAPES)("and its gradient as the composed references, shape %j", async (shape, context) => {
      before(context);
      const own: Compute = (x, dy) => {
        const { value, grad } = tf.valueAndGrad((a: tf.Tensor) => gelu(a))(x, dy);
        return asVector(value, grad);
      };
      const composed: Compute = (x, dy) => {
        const [y, phi] = geluComposed(x);
        return asVector(y, geluGradComposed(dy, x, phi));
      };
      await expectAsComposed([spread(shape), weyl(shape, 0.6)], own, composed, 1e-6);
    });

    test("and its derivative as PyTorch has them", async (context) => {
      before(context);
      const x = tf.tensor1d([-6, -3, -1, -0.5, 0, 0.5, 1, 3, 6]);
      const { value, grad } = tf.valueAndGrad((a: tf.Tensor) => gelu(a))(x, tf.onesLike(x));
      const expected = [-6e-9, -0.004049694, -0.158655254, -0.154268769, 0, 0.345731231, 0.841344746, 2.99595, 6];
      const slopes = [0, -0.011945647, -0.083315471, 0.132504875, 0.5, 0.867495125, 1.083315471, 1.011945647, 1];
      for (const [i, y] of (await values(value)).entries()) expect(y).toBeCloseTo(expected[i] as number, 5);
      for (const [i, slope] of (await values(grad)).entries()) expect(slope).toBeCloseTo(slopes[i] as number, 5);
    });

    test("is x for large x and 0 for small ones, however large", async (context) => {
      before(context);
      const x = tf.tensor1d([-1e30, -100, -20, 20, 100, 1e30]);
      const { value, grad } = tf.valueAndGrad((a: tf.Tensor) => gelu(a))(x, tf.onesLike(x));
      expect((await values(value)).map((v) => v + 0)).toEqual([0, 0, 0, 20, 100, Math.fround(1e30)]);
      expect((await values(grad)).map((v) => v + 0)).toEqual([0, 0, 0, 1, 1, 1]);
    });

    test("passes NaN on", async (context) => {
      before(context);
      expect(await values(gelu(tf.tensor1d([Number.NaN, 1])))).toEqual([Number.NaN, expect.closeTo(0.841344746, 5)]);
    });
  });

  describe("layer normalisation", () => {
    const ownNorm: Compute = (x, dy, scale, offset) => {
      const norm = (...at: tf.Tensor[]) =>
        layerNorm(at[0] as tf.Tensor, at[1] as tf.Tensor1D, at[2] as tf.Tensor1D, EPSILON);
      const { value, grads } = tf.valueAndGrads(norm)([x, scale, offset], dy);
      return asVector(value, ...grads);
    };
    const composedNorm: Compute = (x, dy, scale, offset) => {
      const rows = (tensor: tf.Tensor) => tf.reshape(tensor, [-1, scale.size]) as tf.Tensor2D;
      const gain = scale as tf.Tensor1D;
      const [y, normalised, inverse] = layerNormComposed(rows(x), gain, offset as tf.Tensor1D, EPSILON);
      return asVector(y, ...layerNormGradComposed(rows(dy), gain, normalised, inverse));
    };

    test.for(SHAPES)("and its gradients as the composed references, shape %j", async (shape, context) => {
      before(context);
      const features = [shape.at(-1) as number];
      const inputs = [weyl(shape), weyl(shape, 0.6), weyl(features, 0.7), weyl(features, 0.2)];
      await expectAsComposed(inputs, ownNorm, composedNorm, 2e-5);
    });

    test("and its gradients as PyTorch has them", async (context) => {
      before(context);
      const inputs = [wave([2, 5], 0.7), wave([2, 5], 0.3), wave([5], 1.1), wave([5], 0.4)];
      const expected = [
        ...[0.666619, 1.545511, 0.810765, 1.318686, 2.157263, -0.346091, -0.095161, 1.000795, 0.414946, -0.256097],
        ...[0.706585, 0.51488, -0.484353, -1.158297, 0.421185, 0.619989, 0.240523, -0.733773, -0.612399, 0.48566],
        ...[-0.711793, -0.289131, 0.307806, -0.049987, -1.531279],
        ...[1.269368, 1.427852, 1.45879, 1.359419, 1.138615],
      ];
      const actual = await values(tidy(ownNorm)(...inputs));
      expectClose({ shape: [30], values: actual }, { shape: [30], values: expected }, 3e-6);
    });

    test("by hand: 1, 3, 5, 7 less their mean 4, by the root of their biased variance 5", async (context) => {
      before(context);
      const y = layerNorm(tf.tensor1d([1, 3, 5, 7]), tf.fill([4], 2), tf.fill([4], 10), 4);
      expectClose(
        { shape: y.shape, values: await values(y) },
        { shape: [4], values: [8, 10 - 2 / 3, 10 + 2 / 3, 12] },
        1e-6,
      );
    });

    test("keeps its precision far from zero", async (context) => {
      before(context);
      const y = layerNorm(tf.tensor2d([1000, 1001, 1002, 1003], [1, 4]), tf.ones([4]), tf.zeros([4]), 1e-5);
      const unit = Math.sqrt(1.25 + 1e-5);
      const expected = [-1.5, -0.5, 0.5, 1.5].map((v) => v / unit);
      expectClose({ shape: y.shape, values: await values(y) }, { shape: [1, 4], values: expected }, 1e-5);
    });

    test.each([
      [[2, 3], [2], [3], /scale \[2\]/],
      [[2, 3], [3], [1], /offset \[1\]/],
      [[0, 3], [3], [3], /not empty/],
    ])("refuses x %j with scale %j and offset %j", (x, scale, offset, message) => {
      const [input, gain, shift] = [x, scale, offset].map((shape) => tf.zeros(shape as [number]));
      expect(() => layerNorm(input as tf.Tensor, gain as tf.Tensor1D, shift as tf.Tensor1D, EPSILON)).toThrow(message);
    });

    test.each([0, -1, Number.NaN])("refuses epsilon %d", (epsilon) => {
      const one = tf.ones([1]) as tf.Tensor1D;
      expect(() => layerNorm(tf.ones([2, 1]), one, one, epsilon)).toThrow(/epsilon/);
    });
  });
}

type Compute = (...tensors: [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]) => tf.Tensor;

function tidy(compute: Compute): (...tensors: tf.Tensor[]) => tf.Tensor {
  return (...tensors) => tf.tidy(() => compute(...(tensors as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor])));
}
