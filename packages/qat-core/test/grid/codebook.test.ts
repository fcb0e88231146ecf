import * as tf from "@tensorflow/tfjs-core";
import { controlledGrid, floatGrid, levelsOf, nearest, nearestCodes, quantizeWith, signGrid } from "qat-core";
import { openEngine } from "qat-engine";
import { describe, expect, test } from "vitest";
import { bell, take } from "../../src/testing/values.ts";

await openEngine({ kind: "wasm" });

const codebook = tf.tensor2d([[-2, -1, 0.5, 3]]);

describe("nearestCodes", () => {
  test("takes the nearest level, outside of the grid the outermost", () => {
    expect(take(nearestCodes(tf.tensor([-9, -1.6, -1.4, 0.1, 1.7, 1.8, 9]), codebook))).toEqual([0, 0, 1, 2, 2, 3, 3]);
  });

  test("takes the upper of two levels that are equally near", () => {
    // The midpoints of -2, -1, 0.5, 3 are -1.5, -0.25 and 1.75.
    expect(take(nearestCodes(tf.tensor([-1.5, -0.25, 1.75]), codebook))).toEqual([1, 2, 3]);
    expect(take(nearestCodes(tf.tensor([0, -0]), tf.tensor2d([[-1, 1]])))).toEqual([1, 1]);
  });

  test("takes the even code of the two where ties go there: half to even on integers from an even one on", () => {
    const integers = tf.tensor2d([[-4, -3, -2, -1, 0, 1, 2, 3]]);
    const halves = [-3.5, -2.5, -1.5, -0.5, 0.5, 1.5, 2.5];
    const rounded = take(levelsOf(nearestCodes(tf.tensor(halves), integers, "even"), integers));
    expect(rounded).toEqual([-4, -2, -2, 0, 0, 2, 2]);
    expect(rounded).toEqual(take(tf.add(tf.round(tf.tensor(halves)), 0)));
    // Nothing else changes.
    const others = tf.tensor([-9, -3.4, -0.51, 0.49, 2.6, 9]);
    expect(take(nearestCodes(others, integers, "even"))).toEqual(take(nearestCodes(others, integers)));
  });

  test("keeps the shape, in int32", () => {
    const codes = nearestCodes(tf.zeros([2, 3, 1, 2]), codebook);
    expect([codes.shape, codes.dtype]).toEqual([[2, 3, 1, 2], "int32"]);
  });

  test("has a codebook of its own for each channel, the last axis", () => {
    const channels = tf.tensor2d([
      [-1, 0, 1],
      [-10, 0, 10],
    ]);
    const latent = tf.tensor([
      [0.6, 0.6],
      [-0.4, -6],
      [0.5, 5],
    ]);
    const codes = nearestCodes(latent, channels);
    expect(Array.from(codes.dataSync())).toEqual([2, 1, 1, 0, 2, 2]);
    expect(take(levelsOf(codes, channels))).toEqual([1, 0, 0, -10, 1, 10]);
  });

  test("gives a codebook of one level the code 0", () => {
    expect(take(nearestCodes(tf.tensor([-1, 4]), tf.tensor2d([[2]])))).toEqual([0, 0]);
  });

  test.each([2, 3, 4, 8, 16, 256])("agrees with a search over all of %i levels", (levels) => {
    const row = bell(levels, levels).sort((a, b) => a - b);
    const latent = bell(300, 1);
    const expected = latent.map((u) => {
      const distances = row.map((level) => Math.abs(Math.fround(u) - Math.fround(level)));
      return distances.lastIndexOf(Math.min(...distances));
    });
    expect(take(nearestCodes(tf.tensor(latent), tf.tensor2d([row])))).toEqual(expected);
  });
});

test("levelsOf keeps a kernel's shape, per tensor and per channel", () => {
  const codes = tf.tensor([0, 1, 2, 3, 3, 2, 1, 0], [2, 2, 1, 2], "int32");
  expect(levelsOf(codes, codebook).arraySync()).toEqual([
    [[[-2, -1]], [[0.5, 3]]],
    [[[3, 0.5]], [[-1, -2]]],
  ]);
  const channels = tf.tensor2d([
    [0, 1, 2, 3],
    [10, 11, 12, 13],
  ]);
  expect(levelsOf(codes, channels).arraySync()).toEqual([
    [[[0, 11]], [[2, 13]]],
    [[[3, 12]], [[1, 10]]],
  ]);
});

describe("the float grid", () => {
  const empty = floatGrid().fit(tf.tensor([1, 2]));
  test("has an empty codebook, and the nearest level of a weight is the weight", () => {
    expect(empty.shape).toEqual([1, 0]);
    expect(take(nearest(tf.tensor([0.1, -7]), empty))).toEqual([Math.fround(0.1), -7]);
    expect(quantizeWith(tf.tensor([1, 2]), empty)).toMatchObject({ kind: "float" });
  });
  test("is the controlled grid at 32 bits, evenly spaced levels at less", () => {
    expect(controlledGrid(Number.POSITIVE_INFINITY).name).toBe("float");
    expect(controlledGrid(4).name).toBe("uniform-4");
  });
});

test("the sign grid fits nothing", () => {
  expect(take(signGrid().fit(tf.tensor([5, 6])))).toEqual([-1, 1]);
});

test("nothing is left behind in the engine", () => {
  const latent = tf.tensor([
    [0.1, 0.2],
    [0.3, -4],
  ]);
  const channels = tf.tensor2d([
    [-1, 0, 1],
    [-10, 0, 10],
  ]);
  const before = tf.memory().numTensors;
  for (const each of [codebook, channels]) nearest(latent, each).dispose();
  expect(tf.memory().numTensors).toBe(before);
});
