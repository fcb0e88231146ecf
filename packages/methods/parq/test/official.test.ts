/** Against what the code of the paper computes: official-vectors.json says how. */
import * as tf from "@tensorflow/tfjs-core";
import { binaryCodeGrid, nearest, parsePrecision, sgd, startTraining, uniformGrid } from "qat-core";
import { expectTensorClose } from "qat-core/testing";
import { openEngine } from "qat-engine";
import { describe, expect, test } from "vitest";
import { method } from "../src/index.ts";
import { sigmoidDecay } from "../src/inverse-slope.ts";
import { practical } from "../src/practical.ts";
import { piecewiseAffine } from "../src/prox-map.ts";
import official from "./official-vectors.json" with { type: "json" };

await openEngine({ kind: "wasm" });

const levels: Readonly<Record<string, number[]>> = official.levels;

test.each([1, 2, 3, 4])("the levels of %i-bit binary codes", (bits) => {
  expectTensorClose(binaryCodeGrid(bits).fit(tf.tensor(official.latent)), levels[`lsbq_greedy_${bits}`] as number[]);
});

test("the best levels of 2 bits are at least as near as the greedy ones, and the suite's uniform ones as the code's", () => {
  const error = (codebook: tf.Tensor2D) => {
    const latent = tf.tensor(official.latent);
    return Number(tf.sum(tf.squaredDifference(nearest(latent, codebook), latent)).dataSync()[0]);
  };
  const of = (name: string) => error(tf.tensor2d([levels[name] as number[]]));
  expect(of("lsbq_optimal_2")).toBeLessThan(of("lsbq_greedy_2"));
  expect(error(uniformGrid(4).fit(tf.tensor(official.latent)))).toBeLessThan(of("uniform_2"));
  expect(error(uniformGrid(8).fit(tf.tensor(official.latent)))).toBeLessThan(of("uniform_3"));
  expect(error(uniformGrid(3).fit(tf.tensor(official.latent)))).toBeLessThan(of("lsbq_ternary_simple"));
});

describe.each(official.prox)("the map $map, steepness $steepness, at step $step", (vector) => {
  const { steepness = 10, start = 0, end = 100, step = 100, live, inverse_slope: inverseSlope = 0 } = vector;
  const codebook = tf.tensor2d([levels[vector.levels] as number[]]);

  test("has the inverse slope of the code", () => {
    const fraction = (step - start) / (end - start);
    expect(Math.abs(sigmoidDecay(steepness)(fraction) - inverseSlope)).toBeLessThanOrEqual(1e-12);
  });

  test("gives its live weights", () => {
    expectTensorClose(piecewiseAffine(tf.tensor(official.latent), codebook, inverseSlope), live);
  });

  test("gives them through the rule", () => {
    const variant = practical({ steepness, centre: 0.5, start: start / 200, end: end / 200, warmUp: 0, period: 10 });
    const fixed = { ...binaryCodeGrid(2), fit: () => tf.clone(codebook) };
    const precision = parsePrecision("w2a32");
    const latents = [tf.tensor(official.latent)];
    const rule = variant.weights(latents, { precision, grid: fixed, steps: 200, seed: 1 });
    const at = { step, steps: 200, progress: step / 200, rate: 0.1, rateSum: 1 };
    expectTensorClose(rule.view(latents, at).live[0] as tf.Tensor, live);
  });
});

describe.each(official.runs.runs)("the run of the map $map", ({ map, trajectory }) => {
  /**
   * The code's step t ends with the weights that step t + 1 here begins with: so its window [0, 8) of 10 steps is
   * [.1, .9) here, its two steps of warm-up are three views of the latent. Its step 10 is this one's 9, seen by one more.
   */
  function steps(): { latent: tf.Tensor; live: tf.Tensor }[] {
    const window = map === "hard" ? { start: 0.1, end: 0.1 } : { start: 0.1, end: 0.9 };
    const variant = practical({ steepness: 10, centre: 0.5, ...window, warmUp: 0.3, period: 3 });
    const seen: tf.Tensor[] = [];
    const initial = new Map([["w", tf.tensor(official.runs.w0)]]);
    const grid = binaryCodeGrid(1);
    const training = startTraining({
      network: {
        parameters: [{ name: "w", role: "weight", shape: [4], quantized: true, initialise: (s) => tf.zeros([...s]) }],
        activations: [],
        forward: (_, scope) => scope.parameter("w"),
      },
      variant: {
        ...variant,
        weights(latents, setup) {
          const rule = variant.weights(latents, { ...setup, steps: 10 });
          const view: typeof rule.view = (u, at) => {
            // The eleventh view is of the end of the run: progress 1.
            const { live } = rule.view(u, { ...at, steps: 10, progress: at.step / 10 });
            seen.push(...live.map((w) => tf.keep(tf.clone(w))));
            return { live };
          };
          return { ...rule, view };
        },
      },
      precision: parsePrecision("w1a32"),
      grid,
      initial,
      optimizer: sgd({ momentum: 0.9 }),
      weightDecay: { weight: 0.01, bias: 0, norm: 0 },
      rate: () => 0.2,
      steps: 11,
      seed: 1,
      loss: (w, target) => tf.mul<tf.Scalar>(tf.sum(tf.squaredDifference(w, target)), 0.5),
    });
    const target = tf.tensor(official.runs.target);
    const latents = trajectory.map(() => {
      training.advance(target, target);
      return tf.clone(training.variables["latent/w"] as tf.Variable);
    });
    training.advance(target, target);
    return latents.map((latent, t) => ({ latent, live: seen[t + 1] as tf.Tensor }));
  }

  test("is reproduced step by step", () => {
    const run = steps();
    trajectory.forEach(({ latent, live }, t) => {
      expectTensorClose(run[t]?.latent as tf.Tensor, latent, 2e-6);
      expectTensorClose(run[t]?.live as tf.Tensor, live, 2e-6);
    });
  });
});

test("in the window [10, 100) of steepness 20: untouched before it, clipped where it begins, and the code's slope at 80", () => {
  const latent = tf.tensor(official.latent);
  const codebook = tf.tensor2d([levels.lsbq_greedy_2 as number[]]);
  const variant = practical({ steepness: 20, centre: 0.5, start: 0.1, end: 1, warmUp: 0, period: 10 });
  const rule = variant.weights([latent], {
    precision: parsePrecision("w2a32"),
    grid: { ...binaryCodeGrid(2), fit: () => tf.clone(codebook) },
    steps: 100,
    seed: 1,
  });
  const at = (step: number) => ({ step, steps: 100, progress: step / 100, rate: 0.1, rateSum: 1 });
  expectTensorClose(rule.view([latent], at(5)).live[0] as tf.Tensor, official.latent);
  const clipped = official.latent.map((x) => Math.max(-1.597, Math.min(1.597, x)));
  expectTensorClose(rule.view([latent], at(10)).live[0] as tf.Tensor, clipped);
  expect(rule.quantities?.([latent], at(80))["inverse slope"]).toBeCloseTo(0.00380598, 8);
});

test("the default variant's inverse slopes are those of the published schedule in its window", () => {
  const { options } = method.variants.default;
  expect(options).toMatchObject({ start: 0, end: 0.75, centre: 0.5 });
});
