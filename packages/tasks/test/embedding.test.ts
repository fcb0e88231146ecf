import * as tf from "@tensorflow/tfjs-core";
import { openEngine } from "qat-engine";
import { beforeAll, describe, expect, it } from "vitest";
import { embedding } from "../src/layers/embedding.ts";
import { asFunction } from "./scope-of.ts";

beforeAll(async () => {
  await openEngine({ kind: "wasm" });
});

const layer = embedding("words", { words: 3, features: 2, quantized: true });
const indices = () => tf.tensor2d([2, 0, 0, 1], [2, 2], "int32");

describe("embedding", () => {
  it("takes the column of each word", async () => {
    const table = tf.tensor2d([1, 2, 3, 10, 20, 30], [2, 3]);
    const vectors = asFunction(layer, indices())(table);
    expect(vectors.shape).toEqual([2, 2, 2]);
    expect([...(await vectors.data())]).toEqual([3, 30, 1, 10, 1, 10, 2, 20]);
  });

  it("hands the gradient of every place back to its word's column, summed", async () => {
    const dy = tf.tensor3d([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2]);
    const gradient = tf.grad((table: tf.Tensor) => asFunction(layer, indices())(table))(tf.zeros([2, 3]), dy);
    expect(gradient.shape).toEqual([2, 3]);
    expect([...(await gradient.data())]).toEqual([3 + 5, 7, 1, 4 + 6, 8, 2]);
  });

  it("declares its table, a column a word", () => {
    expect(layer.parameters).toMatchObject([{ name: "words/table", role: "weight", shape: [2, 3], quantized: true }]);
  });
});
