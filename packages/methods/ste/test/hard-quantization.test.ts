import * as tf from "@tensorflow/tfjs-core";
import { floatGrid, parsePrecision, signGrid, uniformGrid, type WeightRule } from "qat-core";
import { bell, moment, setupOf, take } from "qat-core/testing";
import { openEngine } from "qat-engine";
import { describe, expect, test } from "vitest";
import { hardQuantization } from "../src/hard-quantization.ts";

await openEngine({ kind: "wasm" });

const start = (clips: boolean, u: readonly number[], setup = setupOf(2)): WeightRule =>
  hardQuantization({ clips }).weights([tf.tensor([...u])], setup);
const settled = (rule: WeightRule, u: readonly number[]) => take(rule.settle?.([tf.tensor([...u])], moment(0))[0]);
const codebookOf = (rule: WeightRule) => Array.from(rule.state["codebook/0"]?.dataSync() ?? []);

test("is BinaryConnect on the levels -1 and +1: sign, identity gradient, clip", () => {
  const rule = start(true, [0.9, -0.2, 0], { ...setupOf(2), grid: signGrid() });
  const u = tf.tensor([0.9, -0.2, 0]);
  const { live, pullback } = rule.view([u], moment(0));
  expect(take(live[0])).toEqual([1, -1, 1]);
  expect(pullback).toBeUndefined();
  // u - 0.5 g with g = (-1, 2, 0.5): 0.9 + 0.5, -0.2 - 1, -0.25, the first two clipped
  expect(settled(rule, [1.4, -1.2, -0.25])).toEqual([1, -1, -0.25]);
});

describe("the clipped variant", () => {
  test("clips to the outermost level at the start, and fits the scale to what is left", () => {
    // mean |u| = (3 + 1 + 2 + 2) / 4 = 2 = H
    const rule = start(true, [3, -1, 2, -2]);
    expect(codebookOf(rule)).toEqual([-2, 2]);
    expect(settled(rule, [4, -1, 2, -5])).toEqual([2, -1, 2, -2]);
    // mean of 2, 1, 2, 2
    expect(codebookOf(rule)).toEqual([-1.75, 1.75]);
    expect(settled(rule, [4, -1, 2, -5])).toEqual([2, -1, 2, -2]);
  });

  test("does not shrink weights that have no gradient, as clipping to the fitted levels of the moment would", () => {
    const initial = bell(400, 1);
    const rule = start(true, initial);
    let u = settled(rule, initial);
    const [once] = codebookOf(rule);
    for (let step = 0; step < 50; step++) u = settled(rule, u);
    expect(codebookOf(rule)[0]).toBe(once);

    const meanSize = (x: readonly number[]) => x.reduce((sum, value) => sum + Math.abs(value), 0) / x.length;
    let shrinking = initial;
    for (let step = 0; step < 50; step++) {
      const level = meanSize(shrinking);
      shrinking = shrinking.map((x) => Math.max(-level, Math.min(level, x)));
    }
    expect(meanSize(shrinking)).toBeLessThan(0.5 * Math.abs(once as number));
  });

  test.each([2, 3, 4, 16])(
    "keeps every latent within the first outermost level, by channel too, of %i levels",
    (levels) => {
      for (const granularity of ["tensor", "channel"] as const) {
        const grid = uniformGrid(levels, granularity);
        const initial = tf.tensor(bell(60, 2), [20, 3]);
        const rule = hardQuantization({ clips: true }).weights([initial], setupOf(levels, granularity));
        const outermost = grid
          .fit(initial)
          .arraySync()
          .map((row) => row.at(-1) as number);
        const moved = tf.tensor(
          bell(60, 3).map((x) => 9 * x),
          [20, 3],
        );
        const clipped = take(rule.settle?.([moved], moment(0))[0]);
        const before = take(moved);
        clipped.forEach((x, i) => {
          const bound = outermost[granularity === "channel" ? i % 3 : 0] as number;
          expect(x).toBe(Math.max(-bound, Math.min(bound, before[i] as number)));
        });
      }
    },
  );

  test("clips nothing at 32 bits", () => {
    const rule = start(true, [1, 2], { ...setupOf(2), precision: parsePrecision("w32a32"), grid: floatGrid() });
    expect(settled(rule, [100, -100])).toEqual([100, -100]);
    expect(Object.keys(rule.state)).toEqual(["codebook/0"]);
  });
});

test("the default never moves a latent itself", () => {
  const rule = start(false, [3, -1, 2, -2]);
  expect(settled(rule, [4, -1, 2, -50])).toEqual([4, -1, 2, -50]);
});
