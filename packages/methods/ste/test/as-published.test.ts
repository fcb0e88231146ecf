/** The variants as their papers have them: grid, start, and the formulas on signed integers. */
import * as tf from "@tensorflow/tfjs-core";
import { onTrack, parsePrecision, signedIntegerGrid, type Variant } from "qat-core";
import { bell, expectClose, gaussian, moment, take } from "qat-core/testing";
import { openEngine } from "qat-engine";
import { describe, expect, test } from "vitest";
import { method } from "../src/index.ts";

await openEngine({ kind: "wasm" });

const entryOf = (key: string, precision: string) =>
  onTrack(method.variants[key] as Variant, "as-published", parsePrecision(precision));

function started(key: string, precision: string, u: tf.Tensor) {
  const entry = entryOf(key, precision);
  if (!entry.supported) throw new Error(entry.reason);
  return entry.variant.weights([u], { precision: parsePrecision(precision), grid: entry.grid, steps: 10, seed: 1 });
}

describe.each(["default", "clipped"])("BinaryConnect, %s", (key) => {
  test("has the levels -1 and +1, whatever the weights, at one bit only and from scratch", () => {
    expect(entryOf(key, "w1a32")).toMatchObject({ variant: { startsFrom: "scratch" }, grid: { name: "sign" } });
    for (const precision of ["w1.58a32", "w2a32", "w4a32"]) expect(entryOf(key, precision).supported).toBe(false);
    const u = tf.tensor([0.02, -0.001, 0, -7]);
    expect(take(started(key, "w1a32", u).view([u], moment(0)).live[0])).toEqual([1, -1, 1, -1]);
  });

  test("clips to [-1, 1] after the step where it clips, and to nothing else", () => {
    const rule = started(key, "w1a32", tf.tensor([0.02, -0.001]));
    const settled = take(rule.settle?.([tf.tensor([1.5, -0.7])], moment(0))[0]);
    expectClose(settled, [key === "clipped" ? 1 : 1.5, -0.7]);
    expect(Array.from(rule.state["codebook/0"]?.dataSync() ?? [])).toEqual([-1, 1]);
  });
});

describe("the STE of PARQ's tables", () => {
  test("has least-squares binary codes at each of the tables' precisions, and starts from scratch", () => {
    const grids = ["w1a32", "w1.58a32", "w2a32", "w3a32", "w4a32"].map((precision) => {
      const entry = entryOf("periodic", precision);
      return entry.supported ? [entry.variant.startsFrom, entry.grid.name] : [];
    });
    const names = ["binary-code-1", "simple-ternary", "binary-code-2", "binary-code-3", "binary-code-4"];
    expect(grids).toEqual(names.map((name) => ["scratch", name]));
  });

  test("sees latents for 200 of 78,200 steps, then the nearest level: by hand at two bits", () => {
    // greedy: v1 = 8 / 4 = 2; v2, the mean of |-1|, |-0.1|, |2| and |1.1|, is 1.05
    const u = tf.tensor([1, -2.1, 4, -0.9]);
    const rule = started("periodic", "w2a32", u);
    expectClose(Array.from(rule.state["codebook/0"]?.dataSync() ?? []), [-3.05, -0.95, 0.95, 3.05]);
    const live = (step: number) => take(rule.view([tf.clone(u)], moment(step, 78_200)).live[0]);
    expectClose(live(199), [1, -2.1, 4, -0.9]);
    expectClose(live(200), [0.95, -3.05, 3.05, -0.95]);
    expectClose(live(78_199), [0.95, -3.05, 3.05, -0.95]);
  });

  test("fits its levels every tenth step, and moves no latent", () => {
    const rule = started("periodic", "w1a32", tf.tensor([1, -3]));
    const moved = tf.tensor([5, -7]);
    const levels = () => Array.from(rule.state["codebook/0"]?.dataSync() ?? []);
    for (let step = 0; step < 9; step++) expect(rule.settle?.([moved], moment(step, 100))[0]).toBe(moved);
    expectClose(levels(), [-2, 2]);
    rule.settle?.([moved], moment(9, 100));
    expectClose(levels(), [-6, 6]);
  });
});

describe("LSQ", () => {
  test("rounds half to even, in what the network sees and in what is exported", () => {
    const u = tf.tensor([-1.5, -0.5, 0.5, 1.5]);
    const rule = started("lsq", "w3a32", u);
    rule.learned[0]?.value.assign(tf.scalar(1));
    expect(take(rule.view([u], moment(0)).live[0])).toEqual([-2, 0, 0, 2]);
    const [exported] = rule.quantize([u]);
    // -4 is code 0
    expect(exported?.kind === "codes" && take(exported.codes)).toEqual([2, 4, 4, 6]);
  });

  test("has signed integers from two bits on, and starts from the float network", () => {
    const expected = { variant: { startsFrom: "float" }, grid: { unit: [-2, -1, 0, 1] } };
    expect(entryOf("lsq", "w2a32")).toMatchObject(expected);
    expect(entryOf("lsq", "w8a32")).toMatchObject({ grid: { levels: 256 } });
    // Of one bit Qp would be 0, and the start 2 mean |u| / sqrt(Qp) infinite.
    for (const precision of ["w1a32", "w1.58a32"]) expect(entryOf("lsq", precision).supported).toBe(false);
  });

  test("on five weights at two bits: Qn = 2, Qp = 1", () => {
    const u = tf.tensor([0.3, -0.7, 1, -1.4, -0.9]);
    const rule = started("lsq", "w2a32", u);
    const step = rule.learned[0]?.value;
    // 2 mean|u| / sqrt(1) = 2 * 4.3 / 5
    expectClose(Array.from(step?.dataSync() ?? []), [1.72]);
    expect(rule.learned[0]?.rateFactor).toBeCloseTo(1 / Math.sqrt(5), 12);
    step?.assign(tf.fill(step.shape, 0.5));
    // v = 0.6, -1.4, 2, -2.8, -1.8;  q = 1, -1, 1, -2, -2;  inside, inside, above, below, inside
    const { live, pullback } = rule.view([u], moment(0));
    expectClose(take(live[0]), [0.5, -0.5, 0.5, -1, -1]);
    const pulled = pullback?.([tf.tensor([1, 2, 4, 8, 16])]);
    expect(take(pulled?.latents[0])).toEqual([1, 2, 0, 0, 16]);
    // 1 (1 - 0.6) + 2 (-1 + 1.4) + 4 (1) + 8 (-2) + 16 (-2 + 1.8) = 0.4 + 0.8 + 4 - 16 - 3.2
    expectClose(take(pulled?.learned[0]), [-14], 1e-5);
  });

  test("starts at 1.5 to 1.8 times the least-squares step of Gaussian weights, from two to four bits", () => {
    const weights = tf.tensor(gaussian(50_000, 1));
    const ratios = [2, 3, 4].map((bits) => {
      const [lowest = 0, next = 0] = take(signedIntegerGrid(bits).fit(weights));
      return (started("lsq", `w${bits}a32`, weights).learned[0]?.value.dataSync()[0] as number) / (next - lowest);
    });
    expectClose(ratios, [1.52, 1.54, 1.78], 0.02);
  });

  test.each([2, 3, 4, 8])("at %i bits the gradients are the slopes of s (clip(u / s) + e) with e held", (bits) => {
    const [lowest, highest] = [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
    const clip = (v: number) => Math.max(lowest, Math.min(highest, v));
    const round = (v: number) => clip(Math.floor(v + 0.5));
    const [weights, g] = [bell(90, bits), bell(90, bits + 50)];
    const rule = started("lsq", `w${bits}a32`, tf.tensor(weights));
    const s = 1 / 2 ** bits;
    rule.learned[0]?.value.assign(tf.fill(rule.learned[0].value.shape, s));
    const pulled = rule.view([tf.tensor(weights)], moment(0)).pullback?.([tf.tensor(g)]);
    const straight = (x: number, scale: number, e: number) => scale * (clip(x / scale) + e);
    const slope = (f: (d: number) => number) => (f(1e-6) - f(-1e-6)) / 2e-6;
    const error = (x: number) => round(x / s) - clip(x / s);
    expectClose(
      take(pulled?.latents[0]),
      weights.map((x, i) => (g[i] as number) * slope((d) => straight(x + d, s, error(x)))),
      1e-5,
    );
    const ofStep = weights.map((x, i) => (g[i] as number) * slope((d) => straight(x, s + d, error(x))));
    const total = ofStep.reduce((sum, x) => sum + x, 0);
    expectClose(take(pulled?.learned[0]), [total], 1e-4 * Math.max(1, Math.abs(total)));
  });
});
