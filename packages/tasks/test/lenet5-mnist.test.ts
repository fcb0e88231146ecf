import * as tf from "@tensorflow/tfjs-core";
import { parsePrecision } from "qat-core";
import { openEngine } from "qat-engine";
import { method as fp32 } from "qat-method-fp32";
import { method as ste } from "qat-method-ste";
import { task } from "qat-tasks/tasks/lenet5-mnist";
import { beforeAll, describe, expect, it } from "vitest";
import { mnist } from "../src/data/mnist.ts";
import { stepsOf } from "../src/data/order.ts";
import { initialParameters } from "../src/layers/initialise.ts";
import type { Dataset } from "../src/task.ts";
import { lossAfter } from "./loss-after.ts";
import { scopeOf } from "./scope-of.ts";

const { network, recipe } = task;
let data: Dataset;

beforeAll(async () => {
  await openEngine({ kind: "wasm" });
  data = await task.data.load(1);
});

describe("the data", () => {
  it("is all of MNIST, 5,000 training images held out", () => {
    expect([data.train.count, data.validation.count, data.test.count]).toEqual([55_000, 5_000, 10_000]);
  });

  it("has the labels and images of the files", async () => {
    const first = Uint32Array.from({ length: 10 }, (_, i) => i);
    const { input, target } = data.test.batch(first);
    expect([...(await target.data())]).toEqual([7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
    expect(input.shape).toEqual([10, 28, 28, 1]);
    expect((await tf.min(input).data())[0]).toBeCloseTo(-0.1307 / 0.3081, 5);
    expect((await tf.max(input).data())[0]).toBeCloseTo((1 - 0.1307) / 0.3081, 5);
  });

  it("is normalised to mean 0 and deviation 1", async () => {
    const { mean, variance } = tf.moments(data.train.batch(Uint32Array.from({ length: 2000 }, (_, i) => 7 * i)).input);
    expect(Math.abs((await mean.data())[0] as number)).toBeLessThan(0.03);
    expect(Math.abs(((await variance.data())[0] as number) - 1)).toBeLessThan(0.03);
  });

  it("has a fingerprint that does not depend on the process", async () => {
    expect(await task.data.fingerprint()).toBe(await mnist().fingerprint());
  });
});

describe("the network", () => {
  it("has LeNet-5's parameters: weights quantized, biases float", () => {
    const size = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);
    const count = (quantized: boolean) =>
      network.parameters
        .filter((spec) => spec.quantized === quantized)
        .reduce((sum, { shape }) => sum + size(shape), 0);
    expect([count(true), count(false)]).toEqual([61_470, 236]);
    for (const { role, quantized } of network.parameters) expect(quantized).toBe(role === "weight");
  });

  it("gives ten logits an image, and passes each declared activation once", () => {
    const seen: string[] = [];
    const scope = scopeOf(initialParameters(network, 1), (name, x) => {
      seen.push(name);
      return x;
    });
    expect(network.forward(data.train.batch([0, 1, 2]).input, scope).shape).toEqual([3, 10]);
    expect(seen).toEqual(network.activations.map(({ name }) => name));
    expect(seen).toEqual(["conv1/relu", "conv2/relu", "dense1/relu", "dense2/relu"]);
  });
});

describe("the loss", () => {
  it.each([1, 2, 3])("starts below twice that of a guess, with seed %i", async (seed) => {
    const { input, target } = data.train.batch(Uint32Array.from({ length: 200 }, (_, i) => i));
    const logits = network.forward(input, scopeOf(initialParameters(network, seed)));
    expect((await task.loss(logits, target).data())[0]).toBeLessThan(2 * Math.log(10));
  });
});

describe("the recipe", () => {
  it("keeps its shape under a budget", () => {
    const steps = stepsOf(recipe, 429);
    const few = stepsOf(recipe, 429, 0.05);
    expect(few).toBe(Math.round(steps * 0.05));
    expect(recipe.rate(few / 2 / few)).toBe(recipe.rate(steps / 2 / steps));
    expect(recipe.rate(1)).toBeCloseTo(0, 10);
  });

  it.each([
    ["w32a32", fp32.variants.default],
    ["w2a32", ste.variants.default],
    ["w2a4", ste.variants.default],
  ])("lowers the loss within 40 steps at %s", async (name, variant) => {
    const run = { steps: 40, batchSize: recipe.batchSize, precision: parsePrecision(name), variant };
    // A guess has log 10 = 2.3.
    expect(await lossAfter(task, data.train, run)).toBeLessThan(1.5);
  });
});
