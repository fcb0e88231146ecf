import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { openEngine } from "../src/index.ts";
import { expectClose, onBackend, weyl } from "./reference-backend.ts";

beforeAll(async () => {
  await openEngine({ kind: "wasm" });
});

const convolve =
  (strides: number | [number, number], pad: unknown, dilations: number | [number, number] = 1) =>
  (x: tf.Tensor, filter: tf.Tensor) =>
    tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, pad as "same", "NHWC", dilations);

const wide = [
  [0, 0],
  [3, 4],
  [4, 3],
  [0, 0],
];

test.for([
  { x: [2, 8, 8, 3], filter: [3, 3, 3, 16], strides: 1, pad: "same" },
  { x: [1, 9, 7, 5], filter: [3, 2, 5, 12], strides: 2, pad: "same" },
  { x: [3, 5, 5, 4], filter: [5, 5, 4, 10], strides: 1, pad: "valid" },
  { x: [2, 10, 12, 2], filter: [3, 4, 2, 3], strides: [3, 5], pad: "valid" },
  { x: [2, 7, 6, 33], filter: [1, 1, 33, 17], strides: 1, pad: "valid" },
  { x: [2, 7, 6, 3], filter: [1, 1, 3, 2], strides: 2, pad: "same" },
  { x: [2, 4, 4, 2], filter: [2, 2, 2, 9], strides: 2, pad: wide },
  { x: [0, 4, 4, 2], filter: [2, 2, 2, 3], strides: 1, pad: "same" },
  // By tiles of two by two outputs: whole, cut off below and to the right, in several blocks, one tile, one output.
  { x: [2, 8, 8, 16], filter: [3, 3, 16, 16], strides: 1, pad: "same" },
  { x: [2, 7, 9, 20], filter: [3, 3, 20, 24], strides: 1, pad: "same" },
  { x: [1, 23, 40, 32], filter: [3, 3, 32, 16], strides: 1, pad: "same" },
  { x: [2, 5, 4, 16], filter: [3, 3, 16, 40], strides: 1, pad: "valid" },
  { x: [3, 3, 3, 16], filter: [3, 3, 16, 16], strides: 1, pad: "valid" },
  { x: [1, 4, 5, 16], filter: [3, 3, 16, 16], strides: 1, pad: wide },
  // Windows with holes are left to tfjs's own kernel.
  { x: [2, 9, 9, 3], filter: [3, 3, 3, 4], strides: 1, pad: "same", dilations: 2 },
] as const)("x $x, filter $filter, strides $strides, pad $pad, as the cpu backend", async (kase) => {
  const inputs = [weyl(kase.x), weyl(kase.filter, 0.4)];
  const dilations = "dilations" in kase ? kase.dilations : 1;
  const compute = convolve(kase.strides as number, kase.pad, dilations) as never;
  const actual = await onBackend("wasm", inputs, compute);
  expectClose(actual, await onBackend("cpu", inputs, compute), 2e-6);
  expect(await onBackend("wasm", inputs, compute), "a second run, bit for bit").toEqual(actual);
});

test.for([1, 2, 3, 4, 5, 6, 7, 8, 9])(
  "%i outputs, and as many pixels in a row, reach no neighbour",
  async (outputs) => {
    const inputs = [weyl([2, 3, outputs, 2]), weyl([1, 1, 2, outputs], 0.4)];
    const compute = convolve(1, "valid") as never;
    expectClose(await onBackend("wasm", inputs, compute), await onBackend("cpu", inputs, compute), 1e-6);
  },
);

test("by hand: sums of two neighbours, and the edge with a zero", async () => {
  const inputs = [
    { shape: [1, 1, 4, 1], values: [1, 2, 4, 8] },
    { shape: [1, 2, 1, 1], values: [1, 10] },
  ];
  const { values } = await onBackend("wasm", inputs, convolve(1, "same") as never);
  expect(values).toEqual([21, 42, 84, 8]);
});

test("what is not finite stays where its windows are", async () => {
  const values = Array.from({ length: 25 }, (_, i) => (i === 12 ? Number.NaN : 1));
  const inputs = [
    { shape: [1, 5, 5, 1], values },
    { shape: [3, 3, 1, 1], values: Array(9).fill(1) },
  ];
  const output = await onBackend("wasm", inputs, convolve(1, "same") as never);
  const rows = [0, 1, 2, 3, 4].map((row) => output.values.slice(5 * row, 5 * row + 5).map(Number.isNaN));
  expect(rows.map((row) => row.indexOf(true))).toEqual([-1, 1, 1, 1, -1]);
  expect(rows.flat().filter(Boolean)).toHaveLength(9);
});
