import * as tf from "@tensorflow/tfjs-core";
import { distanceToGrid, floatGrid, signGrid, startCodebooks } from "qat-core";
import { openEngine } from "qat-engine";
import { expect, test } from "vitest";

await openEngine({ kind: "wasm" });

const distance = (grid: ReturnType<typeof signGrid>, ...weights: number[][]) => {
  const tensors = weights.map((w) => tf.tensor(w));
  return Number(distanceToGrid(tensors, startCodebooks(grid, tensors)).dataSync()[0]);
};

test("the distance to the grid is the relative error of all tensors together", () => {
  // Squares of the distances: .25 + 0 + 1 + 0; squares of the weights: .25 + 1 + 4 + 1.
  expect(distance(signGrid(), [0.5, -1], [2, 1])).toBeCloseTo(Math.sqrt(1.25 / 6.25), 6);
});

test("it is 0 on the grid, on the float grid and without tensors", () => {
  expect(distance(signGrid(), [1, -1, 1])).toBe(0);
  expect(distance(floatGrid(), [0.3, -7])).toBe(0);
  expect(distance(signGrid())).toBe(0);
});

test("it is 0, not 0 / 0, where every weight and level is 0", () => {
  const zeros = { ...signGrid(), fit: () => tf.tensor2d([0, 0], [1, 2]) };
  expect(distance(zeros, [0, 0])).toBe(0);
});
