import * as tf from "@tensorflow/tfjs-core";
import type { ActivationRule, ActivationSetup } from "qat-core";
import { bell, expectClose, moment, take } from "qat-core/testing";
import { openEngine } from "qat-engine";
import { describe, expect, test } from "vitest";
import { scaledActivations } from "../src/scaled-activations.ts";

await openEngine({ kind: "wasm" });

function started(setup: Partial<ActivationSetup>, range?: number): ActivationRule {
  const rule = scaledActivations({ name: "relu", levels: 4, signed: false, seed: 1, ...setup });
  if (range !== undefined) rule.learned[0]?.value.assign(tf.scalar(range));
  return rule;
}
const rangeOf = (rule: ActivationRule) => rule.learned[0]?.value.dataSync()[0] as number;
const view = (rule: ActivationRule, x: number[]) => take(rule.view(tf.tensor(x), [], moment(0)));

test("is (s / gamma) round(clip(gamma x / s, a, b)), half to even", () => {
  // s = 2, gamma = 4, step 0.5: v = -2, 0.5, 1, 1.5, 2.5, 9; rounded and clipped to 0 .. 3: 0, 0, 1, 2, 2, 3
  expect(view(started({}, 2), [-1, 0.25, 0.5, 0.75, 1.25, 4.5])).toEqual([0, 0, 0.5, 1, 1, 1.5]);
  // Signed: gamma = 2, step 0.5, -2 .. 1: v = -3, -1.4, 0.6, 2
  expect(view(started({ signed: true }, 1), [-1.5, -0.7, 0.3, 1])).toEqual([-1, -0.5, 0.5, 0.5]);
});

test("starts at 3 std(x) of the first batch, corrected for the half of a normal distribution", () => {
  const rule = started({});
  rule.initialise(tf.tensor([0, 0, 2, 6]));
  // mean 2, variance (4 + 4 + 0 + 16) / 4 = 6
  expect(rangeOf(rule)).toBeCloseTo((3 * Math.sqrt(6)) / Math.sqrt(1 - 2 / Math.PI), 5);
  const signed = started({ signed: true });
  signed.initialise(tf.tensor([0, 0, 2, 6]));
  expect(rangeOf(signed)).toBeCloseTo(3 * Math.sqrt(6), 5);
  rule.initialise(tf.zeros([4]));
  expect(rangeOf(rule)).toBeGreaterThan(0);
});

describe.each([
  [false, 16],
  [false, 4],
  [true, 16],
  [true, 2],
] as const)("signed %s, %i levels", (signed, levels) => {
  test.each([1, 2, 3])(
    "the gradients are the slopes of the definition with the rounding error held, tensor %i",
    (seed) => {
      const [lowest, gamma] = signed ? [-levels / 2, levels / 2] : [0, levels];
      const highest = lowest + levels - 1;
      const s = 0.61;
      const x = bell(40, seed).map((value) => 2 * value);
      const dy = bell(40, seed + 30);
      const rule = started({ signed, levels }, s);
      const [dx, ds] = tf.grads((input, range) => rule.view(input as tf.Tensor, [range as tf.Tensor], moment(0)))(
        [tf.tensor(x, [5, 8]), tf.scalar(s)],
        tf.tensor(dy, [5, 8]),
      );
      const clip = (v: number) => Math.min(highest, Math.max(lowest, v));
      const error = (value: number) => {
        const v = clip((gamma * value) / s);
        return Math.round(v) - v;
      };
      const output = (value: number, range: number, e: number) => (range / gamma) * (clip((gamma * value) / range) + e);
      const h = 1e-6;
      const slopes = x.map((v) => (output(v + h, s, error(v)) - output(v - h, s, error(v))) / (2 * h));
      expectClose(
        take(dx),
        slopes.map((slope, i) => slope * (dy[i] as number)),
        1e-5,
      );
      const ofRange = x.map((v) => (output(v, s + h, error(v)) - output(v, s - h, error(v))) / (2 * h));
      const sum = ofRange.reduce((total, slope, i) => total + slope * (dy[i] as number), 0);
      // N = 8 features of one example
      expectClose(take(ds), [sum / Math.sqrt(8 * Math.max(highest, 1))], 1e-4);
    },
  );
});

test("is exported as what it computes", async () => {
  for (const [signed, offset] of [
    [false, 0],
    [true, -8],
  ] as const) {
    const rule = started({ levels: 16, signed }, 2.4);
    const { scale, ...rest } = await rule.quantizer();
    expect(rest).toEqual({ offset, levels: 16 });
    const x = bell(50, 2).map((value) => 4 * value);
    const rounded = take(tf.round(tf.clipByValue(tf.div(x, scale), offset, offset + 15)));
    expectClose(
      view(rule, x),
      rounded.map((q) => q * scale),
      1e-6,
    );
  }
});
