import * as tf from "@tensorflow/tfjs-core";
import { openEngine } from "qat-engine";
import { beforeAll, describe, expect, it } from "vitest";
import { accuracy, crossEntropy } from "../src/classification.ts";

beforeAll(async () => {
  await openEngine({ kind: "wasm" });
});

describe("crossEntropy", () => {
  it("is the mean of -log softmax at the label", async () => {
    // Odds of 1 : 3 and 1 : 1: (log 4 + log 2) / 2, the first label being the unlikely one.
    const logits = tf.tensor2d([0, Math.log(3), 5, 5], [2, 2]);
    const [loss] = await crossEntropy(logits, tf.tensor1d([0, 1], "int32")).data();
    expect(loss).toBeCloseTo((Math.log(4) + Math.log(2)) / 2, 6);
  });
});

describe("accuracy", () => {
  it("counts the examples whose largest logit is at their label; the first of equals counts", async () => {
    const logits = tf.tensor2d([1, 2, 3, 9, 0, 0, 4, 4, 4, 0, 5, 1], [4, 3]);
    const [total] = await accuracy.total(logits, tf.tensor1d([2, 0, 0, 2], "int32")).data();
    expect(total).toBe(3);
    expect([...((await accuracy.correct?.(logits, tf.tensor1d([2, 0, 0, 2], "int32")).data()) ?? [])]).toEqual([
      1, 1, 1, 0,
    ]);
    expect(accuracy.value(3, 4)).toBe(75);
  });
});
