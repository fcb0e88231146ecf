import * as tf from "@tensorflow/tfjs-core";
import {
  binaryCodeGrid,
  floatGrid,
  levelsOf,
  nearest,
  nearestCodes,
  nearestOfAll,
  signedIntegerGrid,
  startCodebooks,
  uniformGrid,
} from "qat-core";
import { openEngine } from "qat-engine";
import { describe, expect, test } from "vitest";
import { bell, expectClose, take } from "../../src/testing/values.ts";

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

describe.each(["tensor", "channel"] as const)("many tensors at once, codebooks by %s", (granularity) => {
  const many = () => [tf.tensor(bell(54, 1), [3, 3, 2, 3]), tf.tensor(bell(7, 2)), tf.tensor(bell(40, 3), [20, 2])];
  const grids = [2, 3, 4, 16].map((levels) => uniformGrid(levels, granularity));
  const all = [...grids, signedIntegerGrid(3, granularity), binaryCodeGrid(2, granularity)];

  test.each(all)("have the nearest levels of each alone, bit for bit: $name", (grid) => {
    const codebooks = startCodebooks(grid, many());
    const moved = many().map((latent) => tf.mul(latent, 1.3));
    const together = codebooks.nearest(moved).map(take);
    expect(together).toEqual(moved.map((latent, i) => take(nearest(latent, codebooks.at(i)))));
    const codes = moved.map((latent, i) => nearestCodes(latent, codebooks.at(i)));
    expect(together).toEqual(codes.map((each, i) => take(levelsOf(each, codebooks.at(i)))));
  });

  test.each(all)("are refitted as each alone, bit for bit: $name", (grid) => {
    const codebooks = startCodebooks(grid, many());
    const before = codebooks.all.map((codebook) => tf.clone(codebook));
    const moved = many().map((latent) => tf.mul(latent, 1.3));
    codebooks.refit(moved);
    const alone = moved.map((latent, i) => grid.fit(latent, before[i]));
    expect(codebooks.all.map((codebook) => codebook.arraySync())).toEqual(alone.map((each) => each.arraySync()));
    expect(take(tf.clone(codebooks.at(1)))).not.toEqual(take(before[1] as tf.Tensor));
  });
});

test("ties go where the grid has them", () => {
  const halves = tf.tensor([-1.5, -0.5, 0.5]);
  const integers = tf.tensor2d([[-2, -1, 0, 1]]);
  expect(nearestOfAll([halves], [integers], "even").map(take)).toEqual([[-2, 0, 0]]);
  expect(nearestOfAll([halves], [integers]).map(take)).toEqual([[-1, 0, 1]]);
});

test("no tensor has no codebook", () => {
  const codebooks = startCodebooks(uniformGrid(4), []);
  codebooks.refit([]);
  expect([codebooks.nearest([]), codebooks.quantize([])]).toEqual([[], []]);
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
