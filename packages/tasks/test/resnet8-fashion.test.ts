import * as tf from "@tensorflow/tfjs-core";
import { parsePrecision } from "qat-core";
import { openEngine } from "qat-engine";
import { method as fp32 } from "qat-method-fp32";
import { method as ste } from "qat-method-ste";
import { task } from "qat-tasks/tasks/resnet8-fashion";
import { beforeAll, describe, expect, it } from "vitest";
import { stepsOf } from "../src/data/order.ts";
import { initialParameters } from "../src/layers/initialise.ts";
import type { Dataset } from "../src/task.ts";
import { skipWithoutData } from "./data-skip.ts";
import { lossAfter } from "./loss-after.ts";
import { initialStatistics, trainingScopeOf } from "./scope-of.ts";

const { network, recipe } = task;

let loaded: Promise<Dataset> | undefined;

/** Loaded when first asked for: where the files are not here, only the tests that need them are skipped. */
function data(): Promise<Dataset> {
  loaded ??= task.data.load(1);
  return loaded;
}

beforeAll(async () => {
  await openEngine({ kind: "wasm" });
});

describe("the network", () => {
  it("has ResNet-8's parameters for one grey channel: every weight quantized, biases and normalisation float", () => {
    const size = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);
    const count = (quantized: boolean) =>
      network.parameters
        .filter((spec) => spec.quantized === quantized)
        .reduce((sum, { shape }) => sum + size(shape), 0);
    expect([count(true), count(false)]).toEqual([74_512, 490]);
    for (const { role, quantized } of network.parameters) expect(quantized).toBe(role === "weight");
  });

  it.each([1, 2, 3])("has a loss that starts below twice that of a guess, with seed %i", async (seed) => {
    const scope = trainingScopeOf(initialParameters(network, seed), initialStatistics(network));
    const images = tf.randomNormal([64, 28, 28, 1], 0, 1, "float32", seed);
    const labels = tf.tensor1d(
      Array.from({ length: 64 }, (_, i) => i % 10),
      "int32",
    );
    const loss = tf.tidy(() => task.loss(network.forward(images, scope), labels));
    expect((await loss.data())[0]).toBeLessThan(2 * Math.log(10));
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

  it.for([
    ["w32a32", fp32.variants.default],
    ["w2a4", ste.variants.default],
  ] as const)("lowers the loss within 20 steps on batches of 16 at %s", async ([name, variant], context) => {
    skipWithoutData(task.data, context);
    const { train } = await data();
    const run = { steps: 20, batchSize: 16, precision: parsePrecision(name), variant };
    // A guess has log 10 = 2.3.
    expect(await lossAfter(task, train, run)).toBeLessThan(2.1);
  });
});
