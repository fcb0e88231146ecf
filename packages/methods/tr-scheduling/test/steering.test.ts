import * as tf from "@tensorflow/tfjs-core";
import { expectClose } from "qat-core/testing";
import { openEngine } from "qat-engine";
import { describe, expect, test } from "vitest";
import { pools } from "../src/pools.ts";
import {
  additive,
  multiplicative,
  type Pace,
  paceOf,
  publishedPace,
  type SteeredRates,
  type SteeringRule,
  steeredRates,
} from "../src/steering.ts";

await openEngine({ kind: "wasm" });

const read = (value: tf.Tensor): number => value.dataSync()[0] as number;

/** A rate that is past the recipe's peak, 0.1; K starts at `target`. */
const steered = (rule: SteeringRule, pace: Pace, target: number): SteeredRates => {
  const rate = steeredRates({ rule, pace }, target, 1);
  for (const recipe of [0.1, 0.1]) rate.next(recipe);
  return rate;
};
const short: Pace = { memory: 0.9, speed: 10 };

const observe = (rate: SteeredRates, transitions: number, target: number, active = 1) =>
  tf.tidy(() => rate.observe(tf.scalar(transitions), tf.scalar(active), target));

describe("the rules on sequences computed by hand", () => {
  test("additive with the paper's m = 0.99 and eta = U0", () => {
    const rate = steered(additive, publishedPace, 0.02);
    // K = 0.99 * 0.02 + 0.01 * 0.5 = 0.0248;   U = 0.1 + 0.1 (0.02 - 0.0248) = 0.09952
    observe(rate, 0.5, 0.02);
    expectClose([read(rate.running), read(rate.rate)], [0.0248, 0.09952]);
    // K = 0.99 * 0.0248 = 0.024552;   U = 0.09952 + 0.1 (0.03 - 0.024552) = 0.1000648
    observe(rate, 0, 0.03);
    expectClose([read(rate.running), read(rate.rate)], [0.024552, 0.1000648]);
  });

  test("additive in a run of a tenth of the steps: ten times eta", () => {
    const rate = steered(additive, short, 0.02);
    // K = 0.9 * 0.02 + 0.1 * 0.04 = 0.022;   U = 0.1 + 10 * 0.1 (0.02 - 0.022) = 0.098
    observe(rate, 0.04, 0.02);
    expectClose([read(rate.running), read(rate.rate)], [0.022, 0.098]);
  });

  test("multiplicative", () => {
    const rate = steered(multiplicative, short, 0.02);
    // K = 0.022;   U = 0.9 * 0.1 + 0.1 * 0.1 * 0.02 / 0.022 = 0.0990909
    observe(rate, 0.04, 0.02);
    expectClose([read(rate.running), read(rate.rate)], [0.022, 0.0990909]);
    // K = 0.9 * 0.022 = 0.0198;   U = 0.0990909 (0.9 + 0.1 * 0.0099 / 0.0198) = 0.0990909 * 0.95
    observe(rate, 0, 0.0099);
    expectClose([read(rate.running), read(rate.rate)], [0.0198, 0.09413636]);
  });

  test("the additive rule stops at 0 and comes back", () => {
    const rate = steered(additive, short, 0);
    // K = 0.2 and U = 0.1 + 1 (0 - 0.2), at least 0
    observe(rate, 2, 0);
    expect(read(rate.rate)).toBe(0);
    // K = 0.18;   U = 0 + 1 (0.2 - 0.18)
    observe(rate, 0, 0.2);
    expectClose([read(rate.rate)], [0.02]);
  });
});

describe.each([
  ["additive", additive],
  ["multiplicative", multiplicative],
] as const)("the %s rule", (_, rule) => {
  test("does not wind up where the target is out of reach: at most 10 U0, and finite", () => {
    const rate = steered(rule, short, 0.1);
    for (let step = 0; step < 2000; step++) observe(rate, 0, 0.1);
    expect(read(rate.rate)).toBeCloseTo(1, 5);
    // Once transitions come, the rate comes down without having to undo what it could not use.
    for (let step = 0; step < 300; step++) observe(rate, 0.5, 0.1);
    expect(read(rate.rate)).toBeLessThan(0.1);
    expect(read(rate.rate)).toBeGreaterThanOrEqual(0);
  });

  test("changes nothing in a step in which no weight has a gradient", () => {
    const rate = steered(rule, short, 0.1);
    observe(rate, 0.3, 0.1);
    const before = [read(rate.running), read(rate.rate)];
    for (let step = 0; step < 100; step++) observe(rate, 0, 0.1, 0);
    expect([read(rate.running), read(rate.rate)]).toEqual(before);
  });

  test("would run away without the guard", () => {
    let rate: tf.Tensor = tf.scalar(0.1);
    for (let step = 0; step < 2000; step++) rate = rule(rate, tf.scalar(0), 0.1, tf.scalar(0.1), 10);
    expect(read(rate) > 10 || !Number.isFinite(read(rate))).toBe(true);
  });

  test("raises U where K is below R, lowers it above, and leaves it at R", () => {
    const next = (running: number) => read(rule(tf.scalar(0.1), tf.scalar(running), 0.01, tf.scalar(0.1), 1));
    expect(next(0.005)).toBeGreaterThan(0.1);
    expect(next(0.02)).toBeLessThan(0.1);
    expect(next(0.01)).toBeCloseTo(0.1, 6);
  });

  test("holds the running rate of a plant at a falling target", () => {
    const rate = steered(rule, short, 0.01);
    // Transitions in proportion to the rate, three times the target at U0.
    for (let step = 0; step < 400; step++) observe(rate, 0.3 * read(rate.rate), 0.01 * (1 - step / 500));
    expect(read(rate.running)).toBeGreaterThan(0.002 * 0.7);
    expect(read(rate.running)).toBeLessThan(0.002 * 1.6);
  });
});

describe("U0", () => {
  test("while the recipe's rate grows U grows with it, steered in proportion, and stays below", () => {
    const rate = steeredRates({ rule: additive, pace: publishedPace }, 0.02, 1);
    const seen = [0, 0.04, 0.08].map((recipe) => {
      const now = read(rate.next(recipe));
      observe(rate, 0.5, 0.02);
      return now;
    });
    // K <- 0.99 K + 0.005 from 0.02: 0.0248, 0.029552, 0.03425648.
    // U: 0; 0.04, then 0.04 (1 + 0.02 - 0.029552) = 0.03961792; times 0.08 / 0.04
    expectClose(seen, [0, 0.04, 0.07923584]);
    // 0.07923584 + 0.08 (0.02 - 0.03425648), and the recipe's rate falls.
    expectClose([read(rate.next(0.07))], [0.0780953216]);
    expectClose([read(rate.next(0.001))], [0.0780953216]);
  });

  test("too few transitions in the warm-up raise U to the recipe's rate at most, and later above it", () => {
    const rate = steeredRates({ rule: additive, pace: short }, 0.1, 1);
    for (let step = 1; step <= 20; step++) {
      expect(read(rate.next(0.01 * step))).toBeLessThanOrEqual(0.01 * step * (1 + 1e-6));
      observe(rate, 0, 0.1);
    }
    rate.next(0.2);
    observe(rate, 0, 0.1);
    expect(read(rate.next(0.2))).toBeGreaterThan(0.2);
  });

  test("a rate that falls from the start is steered from its first step", () => {
    const rate = steeredRates({ rule: additive, pace: publishedPace }, 0.02, 1);
    expect(read(rate.next(0.1))).toBeCloseTo(0.1, 7);
    observe(rate, 0.5, 0.02);
    expectClose([read(rate.next(0.09))], [0.09952]);
  });

  test("a second rise to a new peak takes U along", () => {
    const rate = steered(additive, publishedPace, 0.02);
    observe(rate, 0.5, 0.02);
    // 0.09952 at a peak of 0.1
    expect(read(rate.next(0.2))).toBeCloseTo(0.19904, 6);
  });
});

describe("the pace", () => {
  test("is the paper's in its 78,400 steps, and faster in proportion in fewer", () => {
    expect(publishedPace).toEqual({ memory: 0.99, speed: 1 });
    expect(paceOf(78_400)).toEqual({ memory: 0.99, speed: 1 });
    expect(paceOf(300_000)).toEqual({ memory: 0.99, speed: 1 });
    expect(paceOf(7_840)).toEqual({ memory: 0.99, speed: 10 });
    expect([paceOf(430).speed, paceOf(12).speed]).toEqual([78_400 / 430, 200]);
  });

  test("has a window of a twentieth of a short run, and ten steps at least", () => {
    expect(paceOf(860).memory).toBeCloseTo(1 - 1 / 43, 12);
    expect(paceOf(2_000).memory).toBeCloseTo(0.99, 12);
    expect(paceOf(10).memory).toBeCloseTo(0.9, 12);
  });

  test("lets the multiplicative rule fall by a fifth a step at most", () => {
    const next = (speed: number) => read(multiplicative(tf.scalar(1), tf.scalar(0.1), 0, tf.scalar(1), speed));
    expectClose([1, 10, 20, 500].map(next), [0.99, 0.9, 0.8, 0.8]);
  });
});

describe("pools", () => {
  test("tensors too small to count in share a rate, the others have their own", () => {
    // (1 + m) / (1 - m) = 19: 100 transitions need 100 / (0.005 * 19) = 1052.6 weights.
    expect(pools([150, 2400, 48_000, 10_080, 840], 0.005, 0.9)).toEqual([[0, 4], [1], [2], [3]]);
    expect(pools([1053, 1052], 0.005, 0.9)).toEqual([[0], [1]]);
    expect(pools([10, 20, 30], 0.005, 0.9)).toEqual([[0, 1, 2]]);
    // A longer memory counts more steps: 199 of them need 100.5 weights.
    expect(pools([150, 90], 0.005, 0.99)).toEqual([[0], [1]]);
    expect(pools([150, 90, 80], 0.005, 0.99)).toEqual([[0], [1, 2]]);
  });

  test("holds every tensor once", () => {
    const sizes = [5, 5000, 7, 90_000, 9];
    expect(pools(sizes, 0.007, 0.9).flat().sort()).toEqual([0, 1, 2, 3, 4]);
  });
});
