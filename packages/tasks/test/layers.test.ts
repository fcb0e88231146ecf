import * as tf from "@tensorflow/tfjs-core";
import type { Network } from "qat-core";
import { openEngine } from "qat-engine";
import { beforeAll, describe, expect, it } from "vitest";
import { bias } from "../src/layers/bias.ts";
import { convolution } from "../src/layers/convolution.ts";
import { dense } from "../src/layers/dense.ts";
import { flatten } from "../src/layers/flatten.ts";
import { maxPool } from "../src/layers/max-pool.ts";
import { rectifier } from "../src/layers/rectifier.ts";
import { sequence } from "../src/layers/sequence.ts";
import { asFunction, scopeOf } from "./scope-of.ts";

beforeAll(async () => {
  await openEngine({ kind: "wasm" });
});

const quantized = true;
const none = new Map<string, tf.Tensor>();

async function outputOf(layer: Network, input: tf.Tensor, parameters: readonly tf.Tensor[] = []): Promise<number[]> {
  return [...(await asFunction(layer, input)(...parameters).data())];
}

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
  });

  it("refuses two parameters or two activations of one name", () => {
    expect(() => sequence(bias("a", 1), bias("a", 2))).toThrow(/named a\/bias/);
    expect(() => sequence(rectifier("a"), rectifier("a"))).toThrow(/named a:/);
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
