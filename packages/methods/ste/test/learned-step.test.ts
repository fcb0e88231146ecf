import * as tf from "@tensorflow/tfjs-core";
import {
  adam,
  binaryCodeGrid,
  floatGrid,
  type Network,
  type Optimizer,
  parsePrecision,
  sgd,
  startTraining,
  type Variant,
  type WeightRule,
} from "qat-core";
import { bell, expectClose, moment, setupOf, take } from "qat-core/testing";
import { openEngine } from "qat-engine";
import { describe, expect, test } from "vitest";
import { learnedStep } from "../src/learned-step.ts";

await openEngine({ kind: "wasm" });

const start = (
  u: tf.Tensor,
  levels: number,
  step?: number,
  granularity: "tensor" | "channel" = "tensor",
): WeightRule => {
  const rule = learnedStep().weights([u], setupOf(levels, granularity));
  const value = rule.learned[0]?.value;
  if (step !== undefined) value?.assign(tf.fill(value.shape, step));
  return rule;
};

const pulled = (rule: WeightRule, u: tf.Tensor, g: readonly number[]) => {
  const { live, pullback } = rule.view([u], moment(0));
  const result = pullback?.([tf.tensor([...g], u.shape)]);
  return { live: take(live[0]), latent: take(result?.latents[0]), step: take(result?.learned[0]) };
};

describe("on three weights", () => {
  test("at two bits", () => {
    const u = tf.tensor([0.4, -0.7, 1]);
    // s = 0.5, units -1.5 .. 1.5: v = 0.8, -1.4, 2;  q = 0.5, -1.5, 1.5;  inside, inside, above
    // ds = 1 (0.5 - 0.8) + 2 (-1.5 + 1.4) + 4 (1.5) = -0.3 - 0.2 + 6 = 5.5
    const { live, latent, step } = pulled(start(u, 4, 0.5), u, [1, 2, 4]);
    expectClose(live, [0.25, -0.75, 0.75]);
    expect(latent).toEqual([1, 2, 0]);
    expectClose(step, [5.5], 1e-5);
  });

  test("at one bit, a sign quantizer: no division by a Qp of 0", () => {
    const u = tf.tensor([0.4, -0.1, 0]);
    // s = 1: v = 0.4, -0.1, 0; q = sign(v) / 2 with sign(0) = +1, all inside
    // ds = 1 (0.5 - 0.4) + 2 (-0.5 + 0.1) + 4 (0.5) = 0.1 - 0.8 + 2 = 1.3
    const rule = start(u, 2, 1);
    const { live, latent, step } = pulled(rule, u, [1, 2, 4]);
    expect(live).toEqual([0.5, -0.5, 0.5]);
    expect(latent).toEqual([1, 2, 4]);
    expectClose(step, [1.3], 1e-6);
    // N = 3, Qp = 1/2
    expect(rule.learned[0]?.rateFactor).toBeCloseTo(1 / Math.sqrt(1.5), 12);
  });
});

test("on the suite's grid a weight between two levels takes the upper one, where rounding half to even would alternate", () => {
  const u = tf.tensor([-1, 0, 1]);
  expect(pulled(start(u, 4, 1), u, [0, 0, 0]).live).toEqual([-0.5, 0.5, 1.5]);
});

test("starts at 2 mean|u| / sqrt(Qp), by channel where the grid is", () => {
  const u = tf.tensor([3, -1, 2, -2]);
  const stepOf = (rule: WeightRule) => Array.from(rule.learned[0]?.value.dataSync() ?? []);
  // mean|u| = 2; Qp = 1/2, 1, 3/2
  expectClose(stepOf(start(u, 2)), [4 / Math.sqrt(0.5)], 1e-5);
  expectClose(stepOf(start(u, 3)), [4], 1e-5);
  expectClose(stepOf(start(u, 4)), [4 / Math.sqrt(1.5)], 1e-5);
  // Channels 3, 2 and -1, -2: means 2.5 and 1.5
  expectClose(stepOf(start(tf.reshape(u, [2, 2]), 3, undefined, "channel")), [5, 3], 1e-5);
  expect(stepOf(start(tf.zeros([4]), 4))[0]).toBeGreaterThan(0);
});

describe.each([2, 3, 4, 8, 16])("with %i levels", (levels) => {
  const highest = (levels - 1) / 2;
  const clip = (v: number) => Math.max(-highest, Math.min(highest, v));
  const round = (v: number) => clip(Math.floor(v + highest + 0.5) - highest);

  test.each([1, 2, 3])("the gradients are the slopes of s (clip(u / s) + e) with e held, random tensor %i", (seed) => {
    const [values, g] = [bell(90, seed), bell(90, seed + 50)];
    const u = tf.tensor(values, [30, 3]);
    const s = 1.3 / levels;
    const { live, latent, step } = pulled(start(u, levels, s), u, g);
    const error = (x: number) => round(x / s) - clip(x / s);
    const straight = (x: number, scale: number, e: number) => scale * (clip(x / scale) + e);
    const h = 1e-6;
    const slope = (f: (d: number) => number) => (f(h) - f(-h)) / (2 * h);
    expectClose(
      live,
      values.map((x) => s * round(x / s)),
      1e-6,
    );
    expectClose(
      latent,
      values.map((x, i) => (g[i] as number) * slope((d) => straight(x + d, s, error(x)))),
      1e-5,
    );
    const ofStep = values.map((x, i) => (g[i] as number) * slope((d) => straight(x, s + d, error(x))));
    expectClose(step, [ofStep.reduce((sum, x) => sum + x, 0)], 1e-4);
    expect(latent.filter((x) => x === 0).length).toBeGreaterThan(0);
  });

  test("a channel's step gets that channel's gradient, and its share of N", () => {
    const [values, g] = [bell(60, 8), bell(60, 9)];
    const channels = [0, 1, 2];
    const u = tf.tensor(values, [20, 3]);
    const rule = start(u, levels, 0.2, "channel");
    const { step } = pulled(rule, u, g);
    const each = channels.map((channel) => {
      const column = (list: readonly number[]) => tf.tensor(list.filter((_, i) => i % 3 === channel));
      const own = column(values);
      return pulled(start(own, levels, 0.2), own, take(column(g))).step[0] as number;
    });
    expectClose(step, each, 1e-5);
    expect(rule.learned[0]?.rateFactor).toBeCloseTo(1 / Math.sqrt(20 * highest), 12);
  });
});

describe("1 / sqrt(N Qp)", () => {
  const network: Network = {
    parameters: [{ name: "w", role: "weight", shape: [40], quantized: true, initialise: () => tf.zeros([40]) }],
    activations: [],
    forward: (_, scope) => scope.parameter("w"),
  };

  /** The step after a few training steps, its factor on the rate as here, or on the gradient as in the paper. */
  const trained = (optimizer: Optimizer, onGradient: boolean, rate = 0.1, count = 10): number => {
    const variant: Variant = {
      ...learnedStep(),
      weights(latents, setup) {
        const rule = learnedStep().weights(latents, setup);
        if (!onGradient) return rule;
        return {
          ...rule,
          learned: rule.learned.map((own) => ({ ...own, gradientScale: own.rateFactor, rateFactor: 1 })),
        };
      },
    };
    const training = startTraining({
      ...setupOf(4),
      network,
      variant,
      initial: new Map([["w", tf.tensor(bell(40, 4))]]),
      optimizer,
      weightDecay: { weight: 1e-2, bias: 0, norm: 0 },
      rate: () => rate,
      loss: (w, t) => tf.mul<tf.Scalar>(tf.sum(tf.squaredDifference(w, t)), 0.5),
    });
    const target = tf.tensor(bell(40, 5).map((x) => 2 * x));
    for (let step = 0; step < count; step++) training.advance(target, target).dispose();
    const [s = Number.NaN] = training.variables["learned/step/0"]?.dataSync() ?? [];
    training.dispose();
    return s;
  };

  test("on the rate is the paper's factor on the gradient, for SGD with and without momentum", () => {
    for (const optimizer of [sgd(), sgd({ momentum: 0.9 })]) {
      expect(trained(optimizer, false)).toBeCloseTo(trained(optimizer, true), 6);
    }
  });

  test("on the gradient is divided out by Adam, which then moves the step by the whole rate", () => {
    const untouched = trained(sgd(), false, 0);
    const moved = (onGradient: boolean) => Math.abs(trained(adam(), onGradient, 0.01, 3) - untouched);
    expect(moved(true)).toBeGreaterThan(5 * moved(false));
    expect(moved(false)).toBeGreaterThan(0);
  });

  test("the step stays positive at a rate at which the network diverges", () => {
    for (const rate of [1, 10, 100]) expect(trained(adam(), false, rate)).toBeGreaterThan(0);
  });
});

test("refuses levels that are not multiples of one, and takes the float grid", () => {
  const support = learnedStep().supports(parsePrecision("w2a32"), binaryCodeGrid(2));
  expect(support).toEqual({ supported: false, reason: expect.stringContaining("one scale") });
  expect(learnedStep().supports(parsePrecision("w32a32"), floatGrid())).toEqual({ supported: true });
});
