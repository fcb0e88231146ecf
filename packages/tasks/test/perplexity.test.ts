import * as tf from "@tensorflow/tfjs-core";
import { openEngine } from "qat-engine";
import { beforeAll, describe, expect, it } from "vitest";
import { perplexity, wordCrossEntropy } from "../src/perplexity.ts";

beforeAll(async () => {
  await openEngine({ kind: "wasm" });
});

const number = async (tensor: tf.Tensor) => (await tensor.data())[0] as number;

/** Two examples of two words each, whose right words have the probabilities 1/2, 1/4, 1/4 and 1/3. */
const logits = () => tf.tensor3d([0, Math.log(2), 0, Math.log(2), 0, 0, Math.log(2), 0, 0, 5, 5, 5], [2, 2, 3]);
const words = () => tf.tensor2d([1, 1, 2, 0], [2, 2], "int32");
const expected = (2 * 4 * 4 * 3) ** (1 / 4);

describe("perplexity", () => {
  it("is exp of the mean negative log likelihood of a word: by hand (2 4 4 3)^(1/4)", async () => {
    const total = await number(perplexity.total(logits(), words()));
    expect(perplexity.value(total, 2)).toBeCloseTo(expected, 5);
    expect(perplexity).toMatchObject({ name: "perplexity", unit: "", direction: "lower" });
  });

  it("is the same however examples are put into batches", async () => {
    const totals = [0, 1].map((i) =>
      perplexity.total(tf.slice(logits(), [i, 0, 0], [1, 2, 3]), tf.slice(words(), [i, 0], [1, 2])),
    );
    const [first = 0, second = 0] = await Promise.all(totals.map(number));
    expect(perplexity.value(first + second, 2)).toBeCloseTo(expected, 5);
  });

  it("of a guess is the size of the vocabulary", async () => {
    const total = await number(perplexity.total(tf.zeros([1, 5, 7]), tf.zeros([1, 5], "int32")));
    expect(perplexity.value(total, 1)).toBeCloseTo(7, 5);
  });
});

describe("the loss", () => {
  it("is the log of the perplexity, and its gradient that of the mean", async () => {
    expect(await number(wordCrossEntropy(logits(), words()))).toBeCloseTo(Math.log(expected), 6);
    const gradient = tf.grad((x: tf.Tensor) => wordCrossEntropy(x, words()))(logits());
    // (p - onehot) / 4 words.
    const byHand = [1 / 4, -1 / 2, 1 / 4, 1 / 2, -3 / 4, 1 / 4, 1 / 2, 1 / 4, -3 / 4, -2 / 3, 1 / 3, 1 / 3];
    (await gradient.data()).forEach((slope, i) => expect(slope).toBeCloseTo((byHand[i] as number) / 4, 6));
  });
});
