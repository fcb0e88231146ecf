import * as tf from "@tensorflow/tfjs-core";
import { type ActivationRule, type ActivationSetup, learnedStep, type Moment } from "qat-core";
import { openEngine } from "qat-engine";
import { describe, expect, test } from "vitest";
import { bell, expectClose, take } from "../src/testing/values.ts";

await openEngine({ kind: "wasm" });

const at: Moment = { step: 0, steps: 1, progress: 0, rate: 0.1, rateSum: 0.1 };

function started(setup: Partial<ActivationSetup>, step?: number): ActivationRule {
  const rule = learnedStep({ name: "relu", levels: 4, signed: false, seed: 1, ...setup });
  if (step !== undefined) rule.learned[0]?.value.assign(tf.scalar(step));
  return rule;
}

const view = (rule: ActivationRule, x: number[]) => take(rule.view(tf.tensor(x), [], at));

describe("the learned step of an activation", () => {
  test("rounds x / s, half to even, and clips it to the levels", () => {
    // s = 0.5: v = -2, 0.5, 1, 1.5, 2.5, 9; rounded and clipped to 0 .. 3: 0, 0, 1, 2, 2, 3
    expect(view(started({}, 0.5), [-1, 0.25, 0.5, 0.75, 1.25, 4.5])).toEqual([0, 0, 0.5, 1, 1, 1.5]);
    // Signed, -2 .. 1: v = -3, -1.4, 0.6, 2
    expect(view(started({ signed: true }, 0.5), [-1.5, -0.7, 0.3, 1])).toEqual([-1, -0.5, 0.5, 0.5]);
  });

  test("starts at 2 mean|x| / sqrt(Qp) of the first batch", () => {
    const rule = started({});
    rule.initialise(tf.tensor([1, -2, 3, 6]));
    // mean|x| = 3, Qp = 3
    expectClose(Array.from(rule.learned[0]?.value.dataSync() ?? []), [6 / Math.sqrt(3)]);
    rule.initialise(tf.zeros([4]));
    expect(rule.learned[0]?.value.dataSync()[0]).toBeGreaterThan(0);
  });

  test.each([
    ["unsigned", false, 16, 15],
    ["signed", true, 16, 7],
    ["of two signed levels", true, 2, 1],
  ] as const)("%s, has the gradients of eq. 3", (_, signed, levels, positive) => {
    const step = 0.11;
    const rule = started({ signed, levels }, step);
    const x = bell(40, 3).map((value) => 3 * value);
    const dy = bell(40, 4);
    const [dx, ds] = tf.grads((input, s) => rule.view(input as tf.Tensor, [s as tf.Tensor], at))(
      [tf.tensor(x, [5, 8]), rule.learned[0]?.value as tf.Tensor],
      tf.tensor(dy, [5, 8]),
    );
    const [lowest, highest] = signed ? [-levels / 2, levels / 2 - 1] : [0, levels - 1];
    const clip = (v: number) => Math.min(highest, Math.max(lowest, v));
    // The definition with the rounding error of each value held, as the straight-through estimator sees it.
    const output = (value: number, s: number, error: number) => s * (clip(value / s) + error);
    const error = (value: number) => Math.round(clip(value / step)) - clip(value / step);
    const h = 1e-6;
    const slopes = x.map((v) => (output(v + h, step, error(v)) - output(v - h, step, error(v))) / (2 * h));
    expectClose(
      take(dx as tf.Tensor),
      slopes.map((slope, i) => slope * (dy[i] as number)),
      1e-5,
    );
    const stepSlopes = x.map((v) => (output(v, step + h, error(v)) - output(v, step - h, error(v))) / (2 * h));
    const sum = stepSlopes.reduce((total, slope, i) => total + slope * (dy[i] as number), 0);
    // Scaled by 1 / sqrt(N Qp), N = 8 features of one example.
    expectClose(take(ds as tf.Tensor), [sum / Math.sqrt(8 * positive)], 1e-4);
  });

  test("is exported as scale, lowest integer and levels", async () => {
    expect(await started({ levels: 16 }, 0.25).quantizer()).toEqual({ scale: 0.25, offset: 0, levels: 16 });
    expect(await started({ levels: 16, signed: true }, 0.5).quantizer()).toEqual({
      scale: 0.5,
      offset: -8,
      levels: 16,
    });
  });

  test("stays positive, and has a name of its own", () => {
    const [step] = started({ name: "conv1/relu" }).learned;
    expect(step?.name).toBe("conv1/relu/step");
    expect(step?.bounds[0]).toBeGreaterThan(0);
  });

  test("leaves nothing in the engine", () => {
    const rule = started({}, 0.5);
    const x = tf.tensor([1, 2]);
    const before = tf.memory().numTensors;
    rule.initialise(x);
    rule.view(x, [], at).dispose();
    tf.dispose(tf.grad((input) => rule.view(input, [], at))(x));
    expect(tf.memory().numTensors).toBe(before);
  });
});
