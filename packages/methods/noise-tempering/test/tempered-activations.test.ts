import * as tf from "@tensorflow/tfjs-core";
import { type ActivationRule, type ActivationSetup, learnedStep } from "qat-core";
import { bell, expectClose, moment, take } from "qat-core/testing";
import { openEngine } from "qat-engine";
import { uniformNoise } from "qat-ops";
import { describe, expect, test } from "vitest";
import { temperedActivations } from "../src/tempered-activations.ts";
import type { Tempering } from "../src/tempering.ts";

await openEngine({ kind: "wasm" });

const setup = (own: Partial<ActivationSetup> = {}): ActivationSetup => ({
  name: "relu",
  levels: 4,
  signed: false,
  seed: 5,
  ...own,
});
const tempering = (tau: number, gradientScale: Tempering["gradientScale"] = "amplitude"): Tempering => ({
  temperature: () => tau,
  gradientScale,
});
const withStep = (rule: ActivationRule, step: number) => {
  rule.learned[0]?.value.assign(tf.scalar(step));
  return rule;
};
/** The output, and the gradients of x and of all that the rule learns. */
const pulled = (rule: ActivationRule, x: number[], dy: number[], step = 4) => {
  const values = rule.learned.map(({ value }) => tf.tensor(value.dataSync()[0] as number));
  const f = (input: tf.Tensor, ...own: tf.Tensor[]) => rule.view(input, own, moment(step));
  const grads = tf.grads(f as (...inputs: tf.Tensor[]) => tf.Tensor)(
    [tf.tensor(x, [5, 8]), ...values],
    tf.tensor(dy, [5, 8]),
  );
  return [f(tf.tensor(x, [5, 8]), ...values), ...grads].map((tensor) => take(tensor));
};

describe.each([
  [false, 16],
  [false, 4],
  [true, 16],
  [true, 2],
] as const)("signed %s, %i levels", (signed, levels) => {
  const [x, dy] = [bell(40, 1).map((value) => 2 * value), bell(40, 2)];
  const own = setup({ signed, levels });

  test("at a temperature of 0 is the suite's learned step", () => {
    const [y, dx, ds] = pulled(withStep(temperedActivations(own, tempering(0)), 0.11), x, dy);
    const [expectedY, expectedDx, expectedDs] = pulled(withStep(learnedStep(own), 0.11), x, dy);
    expectClose(y as number[], expectedY as number[], 0);
    expectClose(dx as number[], expectedDx as number[], 0);
    expectClose(ds as number[], expectedDs as number[], 1e-6);
  });

  test("the gradients are the slopes of the definition, q followed straight through", () => {
    const [s, kappa, tau] = [0.11, 0.6, 0.4];
    const rule = withStep(temperedActivations(own, tempering(tau)), s);
    rule.learned[1]?.value.assign(tf.scalar(kappa));
    const [y, dx, ds, dk] = pulled(rule, x, dy);
    const xi = take(uniformNoise([5, 8], [5, 4])).map((value) => tau * value);
    const lowest = signed ? -levels / 2 : 0;
    const highest = lowest + levels - 1;
    const clip = (v: number) => Math.min(highest, Math.max(lowest, v));
    const q = x.map((value) => Math.round(clip(value / s)));
    const e = x.map((value, i) => clip(value / s) - (q[i] as number));
    const at = (i: number) => [q[i] as number, e[i] as number, xi[i] as number] as const;
    const h = 1e-6;
    const slope = (f: (d: number) => number) => (f(h) - f(-h)) / (2 * h);
    const factor = 1 / Math.sqrt(8 * Math.max(highest, 1));
    const sum = (slopes: number[]) => [
      factor * slopes.reduce((total, value, i) => total + value * (dy[i] as number), 0),
    ];

    const output = (value: number, i: number, amplitude: number) => {
      const [level, error, noise] = at(i);
      return s * (clip(value / s) - error + amplitude * noise * (clip(value / s) - level));
    };
    expectClose(
      y as number[],
      x.map((value, i) => output(value, i, kappa)),
      1e-6,
    );
    expectClose(
      dx as number[],
      x.map((value, i) => (dy[i] as number) * slope((d) => output(value + d, i, kappa))),
      1e-5,
    );
    expectClose(dk as number[], sum(x.map((value, i) => slope((d) => output(value, i, kappa + d)))), 1e-5);
    const throughStep = (value: number, i: number, step: number) => {
      const [, error, noise] = at(i);
      return step * (clip(value / step) - error + kappa * noise * error);
    };
    expectClose(ds as number[], sum(x.map((value, i) => slope((d) => throughStep(value, i, s + d)))), 1e-4);
  });
});

test("with a scale of its own, the gradient is g + delta |g| e, delta in closed form", () => {
  const rule = withStep(temperedActivations(setup(), tempering(0, "element-wise")), 0.5);
  expect(rule.learned).toHaveLength(1);
  const x = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 0.6 : 0.9));
  const dy = Array.from({ length: 40 }, () => 1);
  // v = 1.2, 1.8: e = 0.2, -0.2, mean(sign(g) e) = 0: delta = 0
  expectClose(pulled(rule, x, dy)[1] as number[], dy);
  // g = 1, -1: mean(sign(g) e) = 0.2, Var = 0.04: delta = 1 after clipping; 1 + 0.2, -1 - 0.2
  const alternating = dy.map((value, i) => (i % 2 === 0 ? value : -value));
  expectClose(
    pulled(rule, x, alternating)[1] as number[],
    alternating.map((value) => 1.2 * value),
  );
});

test("draws other noise in each step and for each activation", () => {
  const output = (step: number, seed: number) =>
    pulled(
      withStep(temperedActivations(setup({ seed }), tempering(1)), 0.3),
      bell(40, 1).map(Math.abs),
      bell(40, 2),
      step,
    )[0];
  expect(output(3, 5)).toEqual(output(3, 5));
  expect(output(4, 5)).not.toEqual(output(3, 5));
  expect(output(3, 6)).not.toEqual(output(3, 5));
});

test("starts at 2 mean|x| / sqrt(Qp), and is exported as scale, lowest integer and levels", async () => {
  const rule = temperedActivations(setup(), tempering(1));
  rule.initialise(tf.tensor([1, 2, 3, 6]));
  const { scale, ...rest } = await rule.quantizer();
  expect(scale).toBeCloseTo(6 / Math.sqrt(3), 5);
  expect(rest).toEqual({ offset: 0, levels: 4 });
});
