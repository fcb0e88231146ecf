import * as tf from "@tensorflow/tfjs-core";
import { expectClose } from "qat-core/testing";
import { openEngine } from "qat-engine";
import { describe, expect, test } from "vitest";
import { pools } from "../src/pools.ts";
import {
  additive,
  memoryOf,
  multiplicative,
  type SteeredRate,
  type SteeringRule,
  steeredRate,
} from "../src/steering.ts";

await openEngine({ kind: "wasm" });

const read = (value: tf.Tensor): number => value.dataSync()[0] as number;

/** A rate that has seen the recipe's peak, 0.1, and is steered from here on; K starts at `target`. */
const steered = (rule: SteeringRule, memory: number, target: number): SteeredRate => {
  const rate = steeredRate({ rule, memory }, target, 0);
  rate.next(0.1);
  return rate;
};

const observe = (rate: SteeredRate, transitions: number, target: number, active = 1) =>
  tf.tidy(() => rate.observe(tf.scalar(transitions), tf.scalar(active), target));

describe("the rules on sequences computed by hand", () => {
  test("additive with the paper's m = 0.99 and eta = U0", () => {
    const rate = steered(additive, 0.99, 0.02);
    // K = 0.99 * 0.02 + 0.01 * 0.5 = 0.0248;   U = 0.1 + 0.1 (0.02 - 0.0248) = 0.09952
    observe(rate, 0.5, 0.02);
    expectClose([read(rate.running), read(rate.rate)], [0.0248, 0.09952]);
    // K = 0.99 * 0.0248 = 0.024552;   U = 0.09952 + 0.1 (0.03 - 0.024552) = 0.1000648
    observe(rate, 0, 0.03);
    expectClose([read(rate.running), read(rate.rate)], [0.024552, 0.1000648]);
  });

  test("additive in a short run: a tenth of the window, ten times eta", () => {
    const rate = steered(additive, 0.9, 0.02);
    // K = 0.9 * 0.02 + 0.1 * 0.04 = 0.022;   U = 0.1 + 10 * 0.1 (0.02 - 0.022) = 0.098
    observe(rate, 0.04, 0.02);
    expectClose([read(rate.running), read(rate.rate)], [0.022, 0.098]);
  });

  test("multiplicative", () => {
    const rate = steered(multiplicative, 0.9, 0.02);
    // K = 0.022;   U = 0.9 * 0.1 + 0.1 * 0.1 * 0.02 / 0.022 = 0.0990909
    observe(rate, 0.04, 0.02);
    expectClose([read(rate.running), read(rate.rate)], [0.022, 0.0990909]);
    // K = 0.9 * 0.022 = 0.0198;   U = 0.0990909 (0.9 + 0.1 * 0.0099 / 0.0198) = 0.0990909 * 0.95
    observe(rate, 0, 0.0099);
    expectClose([read(rate.running), read(rate.rate)], [0.0198, 0.09413636]);
  });

  test("the additive rule stops at 0 and comes back", () => {
    const rate = steered(additive, 0.9, 0);
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
    const rate = steered(rule, 0.9, 0.1);
    for (let step = 0; step < 2000; step++) observe(rate, 0, 0.1);
    expect(read(rate.rate)).toBeCloseTo(1, 5);
    // Once transitions come, the rate comes down without having to undo what it could not use.
    for (let step = 0; step < 300; step++) observe(rate, 0.5, 0.1);
    expect(read(rate.rate)).toBeLessThan(0.1);
    expect(read(rate.rate)).toBeGreaterThanOrEqual(0);
  });

  test("changes nothing in a step in which no weight has a gradient", () => {
    const rate = steered(rule, 0.9, 0.1);
    observe(rate, 0.3, 0.1);
    const before = [read(rate.running), read(rate.rate)];
    for (let step = 0; step < 100; step++) observe(rate, 0, 0.1, 0);
    expect([read(rate.running), read(rate.rate)]).toEqual(before);
  });

  test("would run away without the guard", () => {
    let rate: tf.Tensor = tf.scalar(0.1);
    for (let step = 0; step < 2000; step++) rate = rule(rate, tf.scalar(0), 0.1, tf.scalar(0.1), 0.9);
    expect(read(rate) > 10 || !Number.isFinite(read(rate))).toBe(true);
  });

  test("raises U where K is below R, lowers it above, and leaves it at R", () => {
    const next = (running: number) => read(rule(tf.scalar(0.1), tf.scalar(running), 0.01, tf.scalar(0.1), 0.99));
    expect(next(0.005)).toBeGreaterThan(0.1);
    expect(next(0.02)).toBeLessThan(0.1);
    expect(next(0.01)).toBeCloseTo(0.1, 6);
  });

  test("holds the running rate of a plant at a falling target", () => {
    const rate = steered(rule, 0.9, 0.01);
    // Transitions in proportion to the rate, three times the target at U0.
    for (let step = 0; step < 400; step++) observe(rate, 0.3 * read(rate.rate), 0.01 * (1 - step / 500));
    expect(read(rate.running)).toBeGreaterThan(0.002 * 0.7);
    expect(read(rate.running)).toBeLessThan(0.002 * 1.6);
  });
});

describe("U0", () => {
  test("U is the recipe's rate while that grows; what follows is steered from its peak", () => {
    const rate = steeredRate({ rule: additive, memory: 0.99 }, 0.02, 0);
    const seen = [0, 0.04, 0.08].map((recipe) => {
      const now = read(rate.next(recipe));
      observe(rate, 0.5, 0.02);
      return now;
    });
    expectClose(seen, [0, 0.04, 0.08]);
    // Three times K <- 0.99 K + 0.005 from 0.02: 0.0248, 0.029552, 0.03425648.
    // U = 0.08 + 0.08 (0.02 - 0.03425648) = 0.0788594816, whatever the recipe does below its peak
    expectClose([read(rate.next(0.07))], [0.0788594816]);
    expectClose([read(rate.next(0.001))], [0.0788594816]);
  });

  test("a rate that falls from the start is steered from its first step", () => {
    const rate = steeredRate({ rule: additive, memory: 0.99 }, 0.02, 0);
    expect(read(rate.next(0.1))).toBeCloseTo(0.1, 7);
    observe(rate, 0.5, 0.02);
    expectClose([read(rate.next(0.09))], [0.09952]);
  });

  test("a second rise to a new peak is followed again", () => {
    const rate = steered(additive, 0.99, 0.02);
    observe(rate, 0.5, 0.02);
    expect(read(rate.next(0.2))).toBeCloseTo(0.2, 7);
  });
});

test("the running mean is the paper's in long runs, a share of short ones", () => {
  expect(memoryOf(78_400)).toBeCloseTo(0.99, 12);
  expect(memoryOf(25_000)).toBeCloseTo(0.99, 12);
  expect(memoryOf(5_000)).toBeCloseTo(0.95, 12);
  expect(memoryOf(600)).toBeCloseTo(0.9, 12);
  expect(memoryOf(10)).toBeCloseTo(0.9, 12);
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
