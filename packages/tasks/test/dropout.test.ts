import * as tf from "@tensorflow/tfjs-core";
import { openEngine } from "qat-engine";
import { uniformNoise } from "qat-ops";
import { beforeAll, describe, expect, it } from "vitest";
import { dropout } from "../src/layers/dropout.ts";
import { scopeOf } from "./scope-of.ts";

beforeAll(async () => {
  await openEngine({ kind: "wasm" });
});

const none = new Map<string, tf.Tensor>();
const training = (noise: (name: string, shape: readonly number[]) => tf.Tensor) => ({
  ...scopeOf(none),
  training: true,
  noise,
});

describe("dropout", () => {
  it("drops where noise is not below 1 - 2 rate, and divides the others by 1 - rate", async () => {
    const x = tf.tensor2d([1, 2, 3, 4], [1, 4]);
    const asked: unknown[] = [];
    const scope = training((name, shape) => {
      asked.push([name, shape]);
      return tf.tensor2d([-1, 0.49, 0.5, 0.9], [1, 4]);
    });
    expect([...(await dropout("here", 0.25).forward(x, scope).data())].map((y) => y * 0.75)).toEqual([
      expect.closeTo(1, 6),
      expect.closeTo(2, 6),
      0,
      0,
    ]);
    expect(asked).toEqual([["here", [1, 4]]]);
  });

  it("keeps the mean, drops its share, and passes gradients where values pass", async () => {
    const scope = training((_, shape) => uniformNoise(shape, [1, 2]));
    const layer = dropout("here", 0.3);
    const values = [...(await layer.forward(tf.ones([100, 100]), scope).data())];
    expect(values.filter((y) => y === 0).length / 10_000).toBeCloseTo(0.3, 1);
    expect(values.reduce((sum, y) => sum + y, 0) / 10_000).toBeCloseTo(1, 1);
    const slopes = await tf
      .grad((x: tf.Tensor) => layer.forward(x, scope))(tf.ones([100, 100]))
      .data();
    expect([...slopes]).toEqual(values);
  });

  it("is the input itself outside of training, and at a rate of 0", () => {
    const x = tf.ones([2, 3]);
    expect(dropout("here", 0.5).forward(x, scopeOf(none))).toBe(x);
    const scope = training(() => expect.fail("noise was asked for"));
    expect(dropout("here", 0).forward(x, scope)).toBe(x);
  });
});
