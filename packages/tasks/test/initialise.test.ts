import * as tf from "@tensorflow/tfjs-core";
import { openEngine } from "qat-engine";
import { beforeAll, describe, expect, it } from "vitest";
import { bias } from "../src/layers/bias.ts";
import { dense } from "../src/layers/dense.ts";
import { fanInNormal, heNormal, initialParameters, zeros } from "../src/layers/initialise.ts";
import { sequence } from "../src/layers/sequence.ts";

beforeAll(async () => {
  await openEngine({ kind: "wasm" });
});

const values = async (tensor: tf.Tensor) => [...(await tensor.data())];

describe("heNormal", () => {
  it("has mean 0 and variance 2 / fan-in, the fan-in over all axes but the last", async () => {
    const { mean, variance } = tf.moments(heNormal([5, 5, 4, 200], 1));
    // 20,000 values of variance 0.02: four standard errors are 0.004 of the mean and 0.0008 of the variance.
    expect(Math.abs((await values(mean))[0] as number)).toBeLessThan(0.004);
    expect(Math.abs(((await values(variance))[0] as number) - 0.02)).toBeLessThan(0.0008);
  });

  it("follows the seed", async () => {
    expect(await values(heNormal([4, 3], 7))).toEqual(await values(heNormal([4, 3], 7)));
    expect(await values(heNormal([4, 3], 7))).not.toEqual(await values(heNormal([4, 3], 8)));
  });
});

describe("fanInNormal", () => {
  it("has the gain as its factor: the same draws, scaled", async () => {
    const half = await values(fanInNormal(Math.SQRT1_2)([4, 3], 7));
    const whole = await values(heNormal([4, 3], 7));
    half.forEach((value, i) => expect(value).toBeCloseTo((whole[i] as number) / 2, 6));
  });
});

describe("zeros", () => {
  it("is zero", async () => {
    expect(await values(zeros([2, 2], 1))).toEqual([0, 0, 0, 0]);
  });
});

describe("initialParameters", () => {
  const layer = (name: string) => dense(name, { inputs: 3, outputs: 3, quantized: true });

  it("has every parameter, of its shape", () => {
    const initial = initialParameters(sequence(layer("a"), bias("a", 3)), 1);
    expect([...initial.keys()]).toEqual(["a/kernel", "a/bias"]);
    expect(initial.get("a/bias")?.shape).toEqual([3]);
  });

  it("draws each from its own name: another layer leaves the others as they are", async () => {
    const one = initialParameters(layer("a"), 1);
    const two = initialParameters(sequence(layer("b"), layer("a")), 1);
    const [a, again, b] = [one.get("a/kernel"), two.get("a/kernel"), two.get("b/kernel")] as tf.Tensor[];
    expect(await values(again as tf.Tensor)).toEqual(await values(a as tf.Tensor));
    expect(await values(b as tf.Tensor)).not.toEqual(await values(a as tf.Tensor));
  });
});
