import * as tf from "@tensorflow/tfjs-core";
import { adam, adamW, type Optimizer, sgd } from "qat-core";
import { openEngine } from "qat-engine";
import { expect, test } from "vitest";
import { expectClose, take } from "../src/testing/values.ts";

await openEngine({ kind: "wasm" });

/** Directions of one parameter, of value `u`, under the given gradients, one a step. */
function directionsOf(optimizer: Optimizer, u: number, gradients: readonly number[], weightDecay = 0): number[] {
  const { direction } = optimizer.start(new Map([["u", [1]]]));
  return gradients.flatMap((g, step) => take(direction("u", tf.tensor([g]), tf.tensor([u]), weightDecay, step)));
}

test("sgd: the gradient, and the decay of the parameter", () => {
  expectClose(directionsOf(sgd(), 2, [1, -3]), [1, -3]);
  // g + decay u = 1 + 0.1 * 2
  expectClose(directionsOf(sgd(), 2, [1], 0.1), [1.2]);
});

test("sgd with momentum: m <- 0.9 m + g", () => {
  // 1;  0.9 + 2 = 2.9;  2.61 - 1 = 1.61
  expectClose(directionsOf(sgd({ momentum: 0.9 }), 0, [1, 2, -1]), [1, 2.9, 1.61]);
  // With decay 0.5 of u = 2, g + 1: 2;  1.8 + 3 = 4.8
  expectClose(directionsOf(sgd({ momentum: 0.9 }), 2, [1, 2], 0.5), [2, 4.8]);
});

test("adam: moments corrected for their start at zero", () => {
  // m = 0.2, v = 0.004: m / 0.1 = 2, v / 0.001 = 4, 2 / (2 + 1e-8) = 1
  // m = 0.18 + 0.1 = 0.28, v = 0.003996 + 0.001 = 0.004996; m / 0.19 = 1.473684, v / 0.001999 = 2.499250, root 1.580902
  expectClose(directionsOf(adam(), 0, [2, 1]), [1, 1.473684 / 1.580902], 2e-6);
});

test("adam: decay is part of the gradient", () => {
  // g + 0.5 * 2 = 3, and the first step of adam is the sign; the second is that of (3, 0 + 1): m = 0.27 + 0.1 = 0.37,
  // m / 0.19 = 1.947368; v = 0.008991 + 0.001 = 0.009991, v / 0.001999 = 4.997999, root 2.235621
  expectClose(directionsOf(adam(), 2, [2, 0], 0.5), [1, 1.947368 / 2.235621], 2e-6);
});

test("adamW: decay stays outside of the moments", () => {
  // adam's directions 1 and 1.473684 / 1.580902, and 0.5 * 2 on each
  expectClose(directionsOf(adamW(), 2, [2, 1], 0.5), [2, 1 + 1.473684 / 1.580902], 2e-6);
});

test("adam takes its constants", () => {
  // b1 = 0, b2 = 0: g / (|g| + 1) = 2 / 3
  expectClose(directionsOf(adam({ beta1: 0, beta2: 0, epsilon: 1 }), 0, [2]), [2 / 3]);
});

test.each([sgd({ momentum: 0.9 }), adam(), adamW()])(
  "$name keeps a moment a parameter, and no other tensor",
  (optimizer) => {
    const g = tf.tensor([[1, 2]]);
    const before = tf.memory().numTensors;
    const { direction, state } = optimizer.start(
      new Map([
        ["a/kernel", [1, 2]],
        ["b", []],
      ]),
    );
    const slots = optimizer.name.startsWith("sgd") ? ["momentum"] : ["m", "v"];
    expect(Object.keys(state).sort()).toEqual(slots.flatMap((slot) => [`a/kernel/${slot}`, `b/${slot}`]).sort());
    direction("a/kernel", g, g, 0.1, 0).dispose();
    expect(tf.memory().numTensors).toBe(before + 2 * slots.length);
    expect(() => direction("c", g, g, 0, 0)).toThrow("the optimizer was not started with a parameter named c");
  },
);

test("optimizers say who they are", () => {
  expect([sgd(), sgd({ momentum: 0.9 }), adam(), adamW()].map(({ name }) => name)).toEqual([
    "sgd",
    "sgd-momentum-0.9",
    "adam",
    "adamw",
  ]);
});
