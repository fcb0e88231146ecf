import * as tf from "@tensorflow/tfjs-core";
import { type Network, startCarried, startTraining } from "qat-core";
import { openEngine } from "qat-engine";
import { describe, expect, test } from "vitest";
import { expectClose, take } from "../src/testing/values.ts";
import { optionsOf, parameter, variantOf } from "./network.ts";

await openEngine({ kind: "wasm" });

/** h <- h + w x for each of the batch, and h is the output. */
const accumulating: Network = {
  parameters: [parameter("w", "weight", [1])],
  activations: [],
  carried: [{ name: "sum", shape: [1] }],
  forward(x, scope) {
    const sum = tf.add(scope.carried("sum"), tf.mul(x, scope.parameter("w")));
    scope.carry("sum", sum);
    return sum;
  },
};
const input = tf.tensor2d([[1], [10]]);
const target = tf.tensor2d([[1], [0]]);
const start = (options = {}) =>
  startTraining(optionsOf(accumulating, variantOf({}), { w: tf.tensor([1]) }, { batchSize: 2, ...options }));
const lossOf = (training: ReturnType<typeof start>) => take(training.advance(input, target))[0] as number;
const carriedIn = (training: ReturnType<typeof start>) => [...(training.variables["carried/sum"]?.dataSync() ?? [])];

describe("what one batch leaves for the next", () => {
  test("is zero at first, each example's own, and no gradient flows there", () => {
    const training = start();
    // The loss is the first example's sum: w. Its gradient is 1, the rate 0.5.
    expect(lossOf(training)).toBeCloseTo(1);
    expect(carriedIn(training)).toEqual([1, 10]);
    // 1 + w with w = 0.5; the gradient is 1 again, not 2: only this batch's input counts.
    expect(lossOf(training)).toBeCloseTo(1.5);
    expect(carriedIn(training)).toEqual([1.5, 15]);
    expectClose([...(training.variables["latent/w"]?.dataSync() ?? [])], [0]);
    training.dispose();
  });

  test("is forgotten where examples start anew", () => {
    const training = start();
    lossOf(training);
    training.forget();
    expect(carriedIn(training)).toEqual([0, 0]);
    expect(lossOf(training)).toBeCloseTo(0.5);
    training.dispose();
  });

  test("is part of a checkpoint", () => {
    const whole = start();
    lossOf(whole);
    const resumed = start();
    for (const [name, variable] of Object.entries(whole.variables)) resumed.variables[name]?.assign(variable);
    resumed.resumeAt(1);
    expect(lossOf(resumed)).toBe(lossOf(whole));
    expect(carriedIn(resumed)).toEqual(carriedIn(whole));
    whole.dispose();
    resumed.dispose();
  });

  test("is not exported", async () => {
    const training = start();
    lossOf(training);
    expect((await training.export()).tensors.map(({ name }) => name)).toEqual(["w"]);
    training.dispose();
  });

  test("needs to know how large a batch is, and its name to be declared", () => {
    expect(() => start({ batchSize: undefined })).toThrow(
      "sum is carried from batch to batch: say how large a batch is",
    );
    const carried = startCarried([{ name: "sum", shape: [1] }], 2);
    expect(() => carried.carried("other")).toThrow("does not declare other");
    carried.dispose();
  });

  test("leaves no tensors behind", () => {
    const before = tf.memory().numTensors;
    const training = start();
    lossOf(training);
    const after = tf.memory().numTensors;
    lossOf(training);
    training.forget();
    expect(tf.memory().numTensors).toBe(after);
    training.dispose();
    // The initial value of w is the test's own.
    expect(tf.memory().numTensors).toBe(before + 1);
  });
});

describe("noise", () => {
  const noisy = (name: string): Network => ({
    parameters: [parameter("w", "weight", [1])],
    activations: [],
    forward: (_, scope) => tf.mul(scope.parameter("w"), scope.noise(name, [64])),
  });
  /** Each step's noise: the loss is one element of it at a time, at a rate of 0. */
  const draws = (name: string, seed: number, steps: number) => {
    const options = { seed, rate: () => 0, steps };
    const training = startTraining(optionsOf(noisy(name), variantOf({}), { w: tf.tensor([1]) }, options));
    const one = tf.oneHot(3, 64);
    const values = Array.from({ length: steps }, () => take(training.advance(tf.scalar(0), one))[0] as number);
    training.dispose();
    return values;
  };

  test("is another one in each step, place and repetition, and the same when it is repeated", () => {
    const values = draws("dropout", 1, 4);
    expect(new Set(values).size).toBe(4);
    expect(values.every((value) => Math.abs(value) <= 1)).toBe(true);
    expect(draws("dropout", 1, 4)).toEqual(values);
    expect(draws("elsewhere", 1, 4)).not.toEqual(values);
    expect(draws("dropout", 2, 4)).not.toEqual(values);
  });
});

describe("slowing down", () => {
  test("divides the rate of the steps that follow, and its running sum stays true", () => {
    const seen: [number, number][] = [];
    const rule = variantOf({
      view: (u, { rate, rateSum }) => {
        seen.push([rate, rateSum]);
        return { live: [...u] };
      },
    });
    const begin = () =>
      startTraining(
        optionsOf(accumulating, rule, { w: tf.tensor([1]) }, { batchSize: 2, plateau: { divideBy: 4 }, rate: () => 8 }),
      );
    const training = begin();
    for (const slow of [false, true, true]) {
      if (slow) training.slowDown();
      lossOf(training);
    }
    expect(seen).toEqual([
      [8, 8],
      [2, 10],
      [0.5, 10.5],
    ]);
    expect(training.slowedAt).toEqual([1, 2]);
    const resumed = begin();
    resumed.resumeAt(3, training.slowedAt);
    lossOf(resumed);
    lossOf(training);
    expect(seen.slice(3)).toEqual([
      [0.5, 11],
      [0.5, 11],
    ]);
    training.dispose();
    resumed.dispose();
  });
});
