import * as tf from "@tensorflow/tfjs-core";
import type { Network, ParameterSpec } from "qat-core";
import { openEngine } from "qat-engine";
import { beforeAll, describe, expect, it } from "vitest";
import { batchNorm } from "../src/layers/batch-norm.ts";
import { bias } from "../src/layers/bias.ts";
import { convolution } from "../src/layers/convolution.ts";
import { dense } from "../src/layers/dense.ts";
import { flatten } from "../src/layers/flatten.ts";
import { globalAveragePool } from "../src/layers/global-average-pool.ts";
import { maxPool } from "../src/layers/max-pool.ts";
import { rectifier } from "../src/layers/rectifier.ts";
import { residual } from "../src/layers/residual.ts";
import { sequence } from "../src/layers/sequence.ts";
import { shortcut } from "../src/layers/shortcut.ts";
import { asFunction, scopeOf } from "./scope-of.ts";

beforeAll(async () => {
  await openEngine({ kind: "wasm" });
});

const quantized = true;
const none = new Map<string, tf.Tensor>();

async function outputOf(layer: Network, input: tf.Tensor, parameters: readonly tf.Tensor[] = []): Promise<number[]> {
  return [...(await asFunction(layer, input)(...parameters).data())];
}

/** A layer of one parameter, of any name. */
const named = (name: string): Network => {
  const [parameter] = bias("any", 1).parameters;
  return { ...bias("any", 1), parameters: [{ ...(parameter as ParameterSpec), name }] };
};

/** 1 2 3 / 4 5 6 / 7 8 9 */
const square = () => tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);

describe("convolution", () => {
  const options = { size: 2, inputs: 1, outputs: 1, quantized };
  const kernel = () => tf.tensor4d([1, 0, 0, 2], [2, 2, 1, 1]);

  it("without padding: each value plus twice its lower right neighbour", async () => {
    // 1 + 2 * 5, 2 + 2 * 6, 4 + 2 * 8, 5 + 2 * 9
    const layer = convolution("conv", { ...options, padding: "valid" });
    expect(await outputOf(layer, square(), [kernel()])).toEqual([11, 14, 20, 23]);
  });

  it("keeps height and width with zeros around", async () => {
    const layer = convolution("conv", { ...options, padding: "same" });
    expect(await outputOf(layer, square(), [kernel()])).toEqual([11, 14, 3, 20, 23, 6, 7, 8, 9]);
  });

  it("takes every second place at stride 2", async () => {
    const layer = convolution("conv", { ...options, padding: "same", stride: 2 });
    expect(await outputOf(layer, square(), [kernel()])).toEqual([11, 3, 7, 9]);
  });

  it("centred at every second place: the second window of two starts where the zeros of the first end", async () => {
    const layer = convolution("conv", { ...options, size: 3, padding: "centred", stride: 2 });
    const taps = tf.tensor4d([0, 0, 0, 0, 1, 0, 0, 0, 10], [3, 3, 1, 1]);
    // Of a 4 x 4 image counted from 1: each centre plus ten times its lower right neighbour.
    const image = tf.tensor4d(
      Array.from({ length: 16 }, (_, i) => i + 1),
      [1, 4, 4, 1],
    );
    expect(await outputOf(layer, image, [taps])).toEqual([61, 83, 149, 171]);
    const odd = await outputOf(layer, square(), [taps]);
    expect(odd).toEqual(
      await outputOf(convolution("conv", { ...options, size: 3, padding: "same", stride: 2 }), square(), [taps]),
    );
  });

  it("centred is `same` at stride 1, and refuses windows without a middle", async () => {
    const taps = [tf.randomNormal([3, 3, 1, 1], 0, 1, "float32", 1)];
    const [centred, same] = (["centred", "same"] as const).map((padding) =>
      convolution("conv", { ...options, size: 3, padding }),
    );
    expect(await outputOf(centred as Network, square(), taps)).toEqual(await outputOf(same as Network, square(), taps));
    expect(() => convolution("conv", { ...options, padding: "centred" })).toThrow(/conv have size 2/);
  });

  it("declares its kernel, output channels last", () => {
    const [kernel] = convolution("conv", { size: 5, inputs: 6, outputs: 16, padding: "valid", quantized }).parameters;
    expect(kernel).toMatchObject({ name: "conv/kernel", role: "weight", shape: [5, 5, 6, 16], quantized: true });
  });
});

describe("dense", () => {
  it("multiplies rows by its kernel", async () => {
    const input = tf.tensor2d([1, 2], [1, 2]);
    const kernel = tf.tensor2d([1, 2, 3, 10, 20, 30], [2, 3]);
    const layer = dense("dense", { inputs: 2, outputs: 3, quantized });
    expect(await outputOf(layer, input, [kernel])).toEqual([21, 42, 63]);
    expect(layer.parameters[0]).toMatchObject({ name: "dense/kernel", role: "weight", shape: [2, 3] });
  });
});

describe("bias", () => {
  it("adds one number a channel and stays float", async () => {
    const layer = bias("conv", 2);
    const input = tf.tensor4d([1, 2, 3, 4], [1, 1, 2, 2]);
    expect(await outputOf(layer, input, [tf.tensor1d([10, 20])])).toEqual([11, 22, 13, 24]);
    expect(layer.parameters[0]).toMatchObject({ name: "conv/bias", role: "bias", shape: [2], quantized: false });
  });
});

describe("maxPool", () => {
  it("takes the largest of each window and leaves out what fills none", async () => {
    expect(await outputOf(maxPool(2), square())).toEqual([5]);
    const input = tf.tensor4d([1, 5, 2, 0, 3, 4, -1, -2], [1, 2, 4, 1]);
    expect(await outputOf(maxPool(2), input)).toEqual([5, 2]);
  });

  it("commutes with bias and ReLU, bit for bit: why networks may pool first", async () => {
    const input = tf.randomNormal([2, 6, 6, 3], 0, 1, "float32", 1);
    const shift = [tf.randomNormal([3], 0, 1, "float32", 2)];
    const first = sequence(maxPool(2), bias("b", 3), rectifier("r"));
    const last = sequence(bias("b", 3), rectifier("r"), maxPool(2));
    expect(await outputOf(first, input, shift)).toEqual(await outputOf(last, input, shift));
  });
});

describe("flatten", () => {
  it("keeps the batch and joins the rest, channels fastest", async () => {
    const input = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8], [2, 1, 2, 2]);
    const output = flatten().forward(input, scopeOf(none));
    expect(output.shape).toEqual([2, 4]);
    expect([...(await output.data())]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});

describe("rectifier", () => {
  it("hands its unsigned activation to the scope, under its name", async () => {
    const layer = rectifier("conv/relu");
    const seen: string[] = [];
    const scope = scopeOf(none, (name, x) => {
      seen.push(name);
      return tf.mul(x, 10);
    });
    expect([...(await layer.forward(tf.tensor1d([-1, 0, 2]), scope).data())]).toEqual([0, 0, 20]);
    expect(seen).toEqual(["conv/relu"]);
    expect(layer.activations).toEqual([{ name: "conv/relu", signed: false }]);
  });
});

describe("sequence", () => {
  it("declares what its layers declare, in their order, nested too", () => {
    const block = (name: string) => sequence(bias(name, 1), rectifier(`${name}/relu`));
    const network = sequence(block("a"), block("b"));
    expect(network.parameters.map(({ name }) => name)).toEqual(["a/bias", "b/bias"]);
    expect(network.activations.map(({ name }) => name)).toEqual(["a/relu", "b/relu"]);
    expect(network.statistics).toEqual([]);
    const normalised = sequence(batchNorm("a", 1), sequence(batchNorm("b", 2)));
    expect(normalised.statistics?.map(({ name }) => name)).toEqual(["a/mean", "a/variance", "b/mean", "b/variance"]);
  });

  it("refuses two parameters or two activations of one name", () => {
    expect(() => sequence(bias("a", 1), bias("a", 2))).toThrow(/named a\/bias/);
    expect(() => sequence(rectifier("a"), rectifier("a"))).toThrow(/named a:/);
    expect(() => sequence(batchNorm("a", 1), named("a/mean"))).toThrow(/named a\/mean/);
  });
});

describe("globalAveragePool", () => {
  it("is the mean of each channel over height and width", async () => {
    const input = tf.tensor4d([1, 10, 2, 20, 3, 30, 6, 60], [1, 2, 2, 2]);
    expect(await outputOf(globalAveragePool(), input)).toEqual([3, 30]);
    expect(globalAveragePool().forward(tf.ones([5, 7, 3, 4]), scopeOf(none)).shape).toEqual([5, 4]);
  });
});

describe("shortcut", () => {
  it("takes every second pixel from the first and adds channels of zeros", async () => {
    const layer = shortcut({ inputs: 1, outputs: 3, stride: 2 });
    expect(await outputOf(layer, square())).toEqual([1, 0, 0, 3, 0, 0, 7, 0, 0, 9, 0, 0]);
    expect(layer.forward(tf.ones([2, 6, 5, 1]), scopeOf(none)).shape).toEqual([2, 3, 3, 3]);
  });

  it("is the input itself where nothing changes", () => {
    const input = square();
    expect(shortcut({ inputs: 1, outputs: 1, stride: 1 }).forward(input, scopeOf(none))).toBe(input);
  });

  it("hands the gradient back to the pixels it took, bit for bit", async () => {
    const layer = shortcut({ inputs: 1, outputs: 2, stride: 2 });
    const dy = tf.tensor4d([1, 9, 2, 9, 3, 9, 4, 9], [1, 2, 2, 2]);
    const dx = tf.grad((x: tf.Tensor) => layer.forward(x, scopeOf(none)))(square(), dy);
    expect([...(await dx.data())]).toEqual([1, 0, 2, 0, 0, 0, 3, 0, 4]);
  });
});

describe("residual", () => {
  it("adds body and shortcut, and declares both", async () => {
    const layer = residual(bias("a", 1), bias("b", 1));
    expect(await outputOf(layer, tf.tensor1d([1]), [tf.tensor1d([10]), tf.tensor1d([100])])).toEqual([112]);
    expect(layer.parameters.map(({ name }) => name)).toEqual(["a/bias", "b/bias"]);
    expect(() => residual(bias("a", 1), bias("a", 1))).toThrow(/named a\/bias/);
  });
});

describe("gradients", () => {
  const network = sequence(
    convolution("conv", { size: 3, inputs: 2, outputs: 3, padding: "same", quantized }),
    maxPool(2),
    bias("conv", 3),
    rectifier("conv/relu"),
    flatten(),
    dense("dense", { inputs: 27, outputs: 4, quantized }),
    bias("dense", 4),
  );

  it.each(network.parameters.map(({ name }, i) => [name, i] as const))("of %s agree with differences", async (_, i) => {
    const input = tf.randomNormal([2, 6, 6, 2], 0, 1, "float32", 1);
    const weighting = tf.randomNormal([2, 4], 0, 1, "float32", 2);
    const values = network.parameters.map(({ shape }, k) => tf.randomNormal([...shape], 0, 0.5, "float32", 10 + k));
    const loss = (...at: tf.Tensor[]) => tf.sum(tf.mul(asFunction(network, input)(...at), weighting)) as tf.Scalar;
    const gradient = tf.grads(loss)(values)[i] as tf.Tensor;
    const direction = tf.randomNormal(gradient.shape, 0, 1, "float32", 3);
    const moved = (by: number) => values.map((v, k) => (k === i ? tf.add(v, tf.mul(direction, by)) : v));
    const at = async (by: number) => (await loss(...moved(by)).data())[0] as number;
    // The loss is piecewise linear in each parameter: a small step inside one piece has no truncation error.
    const step = 1e-3;
    const slope = ((await at(step)) - (await at(-step))) / (2 * step);
    const expected = (await tf.sum(tf.mul(gradient, direction)).data())[0] as number;
    expect(Math.abs(slope - expected)).toBeLessThan(0.01 * Math.max(1, Math.abs(expected)));
  });
});
