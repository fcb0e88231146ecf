import * as tf from "@tensorflow/tfjs-core";
import { openEngine } from "qat-engine";
import { task as brown } from "qat-tasks/tasks/lstm-brown";
import { task as ptb } from "qat-tasks/tasks/lstm-ptb";
import { beforeAll, describe, expect, it } from "vitest";
import { initialParameters } from "../src/layers/initialise.ts";
import { scopeOf } from "./scope-of.ts";

beforeAll(async () => {
  await openEngine({ kind: "wasm" });
});

const size = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);

describe.each([brown, ptb])("$name", ({ name, network, data, recipe, granularity, loss, metric }) => {
  it("quantizes embedding, both matrices of the LSTM and decoder, a codebook a column; biases stay float", () => {
    const counts = network.parameters.map((spec) => [spec.name, size(spec.shape), spec.quantized]);
    expect(counts).toEqual([
      ["embedding/table", 3_000_000, true],
      ["lstm/inputs", 360_000, true],
      ["lstm/recurrent", 360_000, true],
      ["lstm/bias", 1_200, false],
      ["decoder/kernel", 3_000_000, true],
      ["decoder/bias", 10_000, false],
    ]);
    expect(granularity).toBe("channel");
    expect(`lstm-${data.name}`).toBe(name);
  });

  it("has ProxQuant's recipe", () => {
    expect(recipe).toMatchObject({ epochs: 80, batchSize: 20, clipNorm: 0.25, plateau: { divideBy: 1.2 } });
    expect([0, 0.5, 0.999].map(recipe.rate)).toEqual([20, 20, 20]);
    expect(recipe.weightDecay).toEqual({ weight: 0, bias: 0, norm: 0 });
  });

  it("starts at the perplexity of a guess", async () => {
    const states = (network.carried ?? []).map((spec) => [spec.name, tf.zeros([1, ...spec.shape])] as const);
    const scope = scopeOf(new Map([...initialParameters(network, 1), ...states]));
    const words = tf.tensor2d([0, 17, 4_000, 9_999], [1, 4], "int32");
    const logits = network.forward(words, scope);
    expect(logits.shape).toEqual([1, 4, 10_000]);
    expect((await loss(logits, words).data())[0]).toBeCloseTo(Math.log(10_000), 1);
    const [total = 0] = await metric.total(logits, words).data();
    expect(Math.abs(metric.value(total, 1) / 10_000 - 1)).toBeLessThan(0.1);
  });
});
