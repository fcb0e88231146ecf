import * as tf from "@tensorflow/tfjs-core";
import { floatGrid, startCodebooks, uniformGrid } from "qat-core";
import { openEngine } from "qat-engine";
import { expect, test } from "vitest";
import { expectClose, take } from "../../src/testing/values.ts";

await openEngine({ kind: "wasm" });

const latents = () => [tf.tensor([1, -2, 3]), tf.tensor([[4], [-4]])];

test("keeps one codebook a latent, fitted at the start and refined by refit", () => {
  const codebooks = startCodebooks(uniformGrid(2), latents());
  expect(Object.keys(codebooks.state)).toEqual(["codebook/0", "codebook/1"]);
  expectClose(Array.from(codebooks.at(0).dataSync()), [-2, 2]);
  expectClose(Array.from(codebooks.at(1).dataSync()), [-4, 4]);
  codebooks.refit([tf.tensor([3, -3, 3]), tf.tensor([[0.5], [-1.5]])]);
  expectClose(Array.from(codebooks.at(0).dataSync()), [-3, 3]);
  expectClose(Array.from(codebooks.at(1).dataSync()), [-1, 1]);
});

test("quantizes on the codebooks as they are", () => {
  const codebooks = startCodebooks(uniformGrid(2), latents());
  const [first, second] = codebooks.quantize([tf.tensor([-9, 9, 9]), tf.tensor([[1], [-1]])]);
  if (first?.kind !== "codes" || second?.kind !== "codes") throw new Error("expected codes");
  expect(take(first.codes)).toEqual([0, 1, 1]);
  expect(take(first.codebook)).toEqual([-2, 2]);
  expect(second.codes.shape).toEqual([2, 1]);
});

test("asks for no codebook that there is not", () => {
  expect(() => startCodebooks(uniformGrid(2), latents()).at(2)).toThrow("there is no codebook 2");
});

test("holds empty codebooks on the float grid, which survive being saved, assigned and refitted", () => {
  const codebooks = startCodebooks(floatGrid(), latents());
  const variable = codebooks.state["codebook/0"] as tf.Variable;
  variable.assign(tf.tensor(variable.dataSync(), variable.shape));
  codebooks.refit(latents());
  expect(codebooks.at(0).shape).toEqual([1, 0]);
  expect(codebooks.quantize(latents()).map(({ kind }) => kind)).toEqual(["float", "float"]);
});

test("leaves nothing in the engine but its variables", () => {
  const both = latents();
  const before = tf.memory().numTensors;
  const codebooks = startCodebooks(uniformGrid(4), both);
  codebooks.refit(both);
  expect(tf.memory().numTensors).toBe(before + 2);
  tf.dispose({ ...codebooks.state });
  expect(tf.memory().numTensors).toBe(before);
});
