import * as tf from "@tensorflow/tfjs-core";
import {
  binaryCodeGrid,
  type Method,
  type Moment,
  nearest,
  parsePrecision,
  uniformGrid,
  type WeightRule,
} from "qat-core";
import { openEngine } from "qat-engine";
import { describe, expect, test } from "vitest";
import { method as lsq } from "./sketches/lsq.ts";
import { method as noiseTempering } from "./sketches/noise-tempering.ts";
import { piecewiseAffine, sigmoidDecay } from "./sketches/parq.ts";
import { proxL1 } from "./sketches/proxquant.ts";
import { method as trScheduling } from "./sketches/tr-scheduling.ts";
import { bell, expectClose, take } from "./values.ts";

await openEngine({ kind: "wasm" });

const moment = (step: number, steps = 100): Moment => ({ step, steps, progress: step / steps, rate: 0.1, rateSum: 1 });

function started(method: Method, latents: readonly tf.Tensor[], levels = 4): WeightRule {
  const precision = parsePrecision(levels === 2 ? "w1a32" : "w2a32");
  const setup = { precision, grid: uniformGrid(levels), track: "controlled", steps: 100, seed: 3 } as const;
  return method.variants.default.weights(latents, setup);
}

describe("PARQ", () => {
  const latent = [-1.9, -1.1, -0.7, -0.25, 0.05, 0.3, 0.65, 0.9, 1.6, 2.4];
  // What facebookresearch/parq at ac256d9 computes in float64, steepness 10, window [0, 100).
  test.each([
    [0, 1, [-1.597, -1.1, -0.7, -0.25, 0.05, 0.3, 0.65, 0.9, 1.597, 1.597]],
    [
      25,
      0.9298962834548918,
      [
        -1.597, -1.1086697060157447, -0.6785142068305459, -0.26884718699074917, 0.053769437398149836, 0.322616624388899,
        0.6247447694323962, 0.8935919564231453, 1.597, 1.597,
      ],
    ],
    [50, 0.5, [-1.597, -1.215, -0.415, -0.373, 0.1, 0.373, 0.373, 0.815, 1.597, 1.597]],
    [75, 0.07010371654510814, [-1.597, -1.597, -0.373, -0.373, 0.373, 0.373, 0.373, 0.373, 1.597, 1.597]],
  ])("maps as the official code does at step %i", (step, inverseSlope, live) => {
    expect(sigmoidDecay(10)(step / 100)).toBeCloseTo(inverseSlope, 12);
    const codebook = binaryCodeGrid(2).fit(tf.tensor(latent));
    expectClose(take(piecewiseAffine(tf.tensor(latent), codebook, inverseSlope)), live, 2e-6);
  });

  test("is hard quantization at inverse slope 0", () => {
    const codebook = binaryCodeGrid(2).fit(tf.tensor(latent));
    expect(take(piecewiseAffine(tf.tensor(latent), codebook, 0))).toEqual(take(nearest(tf.tensor(latent), codebook)));
  });
});

test("ProxQuant's map minimises |x - u|^2 / 2 + c |x - q|", () => {
  const candidates = Array.from({ length: 40_001 }, (_, i) => (i - 20_000) / 5000);
  for (const [u, q, c] of [
    [1.4, 1, 0.1],
    [0.7, 1, 0.5],
    [-0.2, -1, 0.3],
  ] as const) {
    const cost = (x: number) => (x - u) ** 2 / 2 + c * Math.abs(x - q);
    const best = candidates.reduce((a, b) => (cost(b) < cost(a) ? b : a));
    expectClose(take(proxL1(tf.tensor([u]), tf.tensor([q]), c)), [best], 2e-4);
  }
});

describe.each([
  ["LSQ", lsq, 1],
  ["noise tempering", noiseTempering, 2],
] as const)("%s pulls gradients back", (_, method, learnedATensor) => {
  const [u, g] = [bell(60, 5).map((x) => 2 * x), bell(60, 6)];
  const latent = tf.tensor(u);
  const rule = started(method, [latent]);
  const [step, kappa] = rule.learned.map(({ value }) => value);
  const { live, pullback } = rule.view([latent], moment(30));
  const pulled = pullback?.([tf.tensor(g)]);
  const s = Number(step?.dataSync()[0]);
  const clip = (x: number) => Math.min(1.5, Math.max(-1.5, x));
  const round = (v: number) => Math.min(1.5, Math.max(-1.5, Math.floor(v) + 0.5));
  const tau = Math.exp(-5 * 0.3);
  // tau kappa xi from the live weights themselves: w / s = q + tau kappa xi e.
  const noise = Array.from(live[0]?.dataSync() ?? []).map((w, i) => {
    const v = (u[i] as number) / s;
    return kappa ? (w / s - round(v)) / (clip(v) - round(v) || 1) : 0;
  });
  /** The live weight with the rounding residual held, as the straight-through estimator sees it. */
  const surrogate = (value: number, i: number, scale: number, amplitude = 1) => {
    const v0 = clip((u[i] as number) / s);
    const e0 = v0 - round((u[i] as number) / s);
    const q = clip(value / scale) - e0;
    return scale * q + scale * (noise[i] as number) * amplitude * (kappa ? clip(value / scale) - round(v0) : 0);
  };
  const h = 1e-6;
  const inner = u.map((x) => Math.abs(x / s) < 1.5);

  test("to the latent", () => {
    const slopes = u.map((x, i) => (surrogate(x + h, i, s) - surrogate(x - h, i, s)) / (2 * h));
    expectClose(
      take(pulled?.latents[0] as tf.Tensor),
      slopes.map((slope, i) => slope * (g[i] as number)),
      1e-4,
    );
    expect(inner.filter((x) => !x).length).toBeGreaterThan(0);
  });

  test("to what it learns", () => {
    expect(pulled?.learned).toHaveLength(learnedATensor);
    // Through the step, q is followed straight through and e = v - q held: dw/ds = q + noise e - v, or the bound.
    const ofStep = u.map((x, i) => {
      const q = round(x / s);
      return inner[i] ? (round(x / s) - x / s) * (1 - (noise[i] as number)) : q;
    });
    const sum = (slopes: number[]) => slopes.reduce((total, slope, i) => total + slope * (g[i] as number), 0);
    expectClose(Array.from(pulled?.learned[0]?.dataSync() ?? []), [sum(ofStep)], 1e-3);
    if (!kappa) return;
    const ofKappa = u.map((x, i) => (surrogate(x, i, s, 1 + h) - surrogate(x, i, s, 1 - h)) / (2 * h));
    expectClose(Array.from(pulled?.learned[1]?.dataSync() ?? []), [sum(ofKappa)], 1e-3);
    expect(Math.max(...noise.map(Math.abs))).toBeLessThanOrEqual(tau * 1.001);
  });
});

test("noise tempering draws other noise each step, the same each time", () => {
  const latent = tf.tensor(bell(30, 5));
  const rule = started(noiseTempering, [latent]);
  const liveAt = (step: number) => take(rule.view([latent], moment(step)).live[0] as tf.Tensor);
  expect(liveAt(3)).toEqual(liveAt(3));
  expect(liveAt(4)).not.toEqual(liveAt(3));
});

test("TR scheduling counts flips of codes and steers the rate by them, inside the engine", () => {
  const rule = started(trScheduling, [tf.tensor([1, 1, -1, -1])], 2);
  const rate = () => Number((rule.rates?.(moment(1))?.[0] as tf.Scalar | undefined)?.dataSync()[0]);
  rule.rates?.(moment(0));
  expect(rate()).toBeCloseTo(0.1, 6);
  rule.settle?.([tf.tensor([1, -1, -1, -1])], moment(0));
  // R = 5e-3 sqrt(1); one of four flips: K = 0.9 * 0.005 + 0.1 * 0.25 = 0.0295; U = 0.1 + 0.1 (0.005 - 0.0295)
  expect(rate()).toBeCloseTo(0.1 + 0.1 * (0.005 - 0.0295), 6);
  rule.settle?.([tf.tensor([1, -1, -1, -1])], moment(50));
  // No flip: K = 0.9 * 0.0295; the target has halved.
  expect(rate()).toBeCloseTo(0.09755 + 0.1 * (0.0025 - 0.02655), 6);
});
