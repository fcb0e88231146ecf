import * as tf from "@tensorflow/tfjs-core";
import { seedFrom, type Variant } from "qat-core";
import { bell, expectClose, moment, setupOf, take } from "qat-core/testing";
import { openEngine } from "qat-engine";
import { uniformNoise } from "qat-ops";
import { describe, expect, test } from "vitest";
import { method } from "../src/index.ts";
import { temperedWeights } from "../src/tempered-weights.ts";
import { exponentialDecay } from "../src/tempering.ts";

await openEngine({ kind: "wasm" });

describe.each([2, 3, 4, 16])("with %i levels", (levels) => {
  const highest = (levels - 1) / 2;
  const clip = (v: number) => Math.max(-highest, Math.min(highest, v));
  const round = (v: number) => clip(Math.floor(v + highest + 0.5) - highest);

  test.each([1, 2])(
    "the gradients are the slopes of the definition, q followed straight through, tensor %i",
    (seed) => {
      const [u, g] = [bell(90, seed), bell(90, seed + 40)];
      const [s, kappa, tau] = [1.3 / levels, 0.7, exponentialDecay(0.3)];
      const latent = tf.tensor(u);
      const tempering = { temperature: exponentialDecay, gradientScale: "amplitude" } as const;
      const rule = temperedWeights([latent], setupOf(levels), tempering);
      rule.learned[0]?.value.assign(tf.scalar(s));
      rule.learned[1]?.value.assign(tf.scalar(kappa));
      const { live, pullback } = rule.view([latent], moment(30));
      const pulled = pullback?.([tf.tensor(g)]);
      const xi = take(uniformNoise([90], [seedFrom(3, "noise", 0), 30]));
      const sum = (slopes: number[]) => [slopes.reduce((total, slope, i) => total + slope * (g[i] as number), 0)];
      const h = 1e-6;
      const slope = (f: (d: number) => number) => (f(h) - f(-h)) / (2 * h);

      /** s (Q + noise e): Q = clip(v) - held, where held is the rounding error of the moment; in e, q is a constant. */
      const straight = (i: number, x: number, step: number, noise: number) => {
        const v0 = clip((u[i] as number) / s);
        const q = round((u[i] as number) / s);
        return step * (clip(x / step) - (v0 - q) + noise * (clip(x / step) - q));
      };
      const noise = xi.map((x) => tau * kappa * x);
      expectClose(
        take(live[0]),
        u.map((x, i) => straight(i, x, s, noise[i] as number)),
        1e-6,
      );
      const ofLatent = u.map((x, i) => (g[i] as number) * slope((d) => straight(i, x + d, s, noise[i] as number)));
      expectClose(take(pulled?.latents[0]), ofLatent, 1e-5);

      // To the step, q is followed inside of e too, so that e itself is held: s (clip(u / s) - e + noise e).
      const throughStep = (i: number, x: number, step: number) => {
        const e = clip(x / s) - round(x / s);
        return step * (clip(x / step) - e + (noise[i] as number) * e);
      };
      expectClose(take(pulled?.learned[0]), sum(u.map((x, i) => slope((d) => throughStep(i, x, s + d)))), 1e-4);

      const ofKappa = u.map((x, i) => slope((d) => straight(i, x, s, tau * (kappa + d) * (xi[i] as number))));
      expectClose(take(pulled?.learned[1]), sum(ofKappa), 1e-4);
    },
  );
});

describe("on three weights, with s = 0.5 and kappa = 0.8 at tau = 0.5", () => {
  const u = tf.tensor([0.4, -0.7, 1]);
  const xi = take(uniformNoise([3], [seedFrom(3, "noise", 0), 4])) as [number, number, number];
  // tau kappa xi
  const [n0, n1] = xi.map((x) => 0.4 * x) as [number, number, number];
  const start = (levels: number) => {
    const tempering = { temperature: () => 0.5, gradientScale: "amplitude" } as const;
    const rule = temperedWeights([u], setupOf(levels), tempering);
    rule.learned[0]?.value.assign(tf.scalar(0.5));
    rule.learned[1]?.value.assign(tf.scalar(0.8));
    const { live, pullback } = rule.view([u], moment(4));
    return { rule, live: take(live[0]), pulled: pullback?.([tf.tensor([1, 2, 4])]) };
  };

  test("at two bits", () => {
    // v = 0.8, -1.4, 2;  q = 0.5, -1.5, 1.5;  e = 0.3, 0.1, 0;  inside, inside, above
    const { live, pulled } = start(4);
    expectClose(live, [0.25 + 0.15 * n0, -0.75 + 0.05 * n1, 0.75]);
    expectClose(take(pulled?.latents[0]), [1 + n0, 2 * (1 + n1), 0]);
    // ds = 1 (-0.3)(1 - n0) + 2 (-0.1)(1 - n1) + 4 (1.5)
    expectClose(take(pulled?.learned[0]), [-0.3 * (1 - n0) - 0.2 * (1 - n1) + 6], 1e-5);
    // dkappa = sum g s tau xi e = 0.25 (0.3 xi0 + 2 * 0.1 xi1)
    expectClose(take(pulled?.learned[1]), [0.25 * (0.3 * xi[0] + 0.2 * xi[1])]);
  });

  test("at one bit: q = sign(v) and e = clip(v, -1, 1) - q, in units of the level", () => {
    // The level is s / 2 = 0.25: v = 1.6, -2.8, 4 of it, all outside, where e = 0 and nothing reaches the latent.
    const { live, pulled } = start(2);
    expectClose(live, [0.25, -0.25, 0.25]);
    expect(take(pulled?.latents[0])).toEqual([0, 0, 0]);
    // ds: 1 / 2 (1 - 2 + 4)
    expectClose(take(pulled?.learned[0]), [1.5]);
    expect(take(pulled?.learned[1])).toEqual([0]);
  });

  test("the factors are 1 / sqrt(N Qp): on the step's rate, on kappa's gradient", () => {
    const [step, kappa] = start(4).rule.learned;
    expect(step?.rateFactor).toBeCloseTo(1 / Math.sqrt(4.5), 12);
    expect(kappa?.gradientScale).toBeCloseTo(1 / Math.sqrt(4.5), 12);
    expect(kappa?.bounds).toEqual([0.1, 2]);
    expect(step?.bounds[0]).toBeGreaterThan(0);
  });
});

describe("the noise", () => {
  const latents = [bell(300, 1), bell(300, 1)].map((values) => tf.tensor(values));
  const liveAt = (step: number, seed = 3) => {
    const tempering = { temperature: exponentialDecay, gradientScale: "amplitude" } as const;
    const rule = temperedWeights(latents, { ...setupOf(4), seed }, tempering);
    return rule.view(latents, moment(step)).live.map((w) => take(w));
  };

  test("is other noise in each step, tensor and run, and the same noise for the same", () => {
    expect(liveAt(3)).toEqual(liveAt(3));
    expect(liveAt(4)[0]).not.toEqual(liveAt(3)[0]);
    expect(liveAt(3)[1]).not.toEqual(liveAt(3)[0]);
    expect(liveAt(3, 4)[0]).not.toEqual(liveAt(3)[0]);
  });

  test("is at most tau times the distance to the level, and gone outside of the grid", () => {
    const s = take(method.variants.default.weights(latents, setupOf(4)).learned[0]?.value as tf.Tensor)[0] as number;
    const quiet = liveAt(99)[0] as number[];
    const warm = liveAt(20)[0] as number[];
    const values = bell(300, 1);
    values.forEach((u, i) => {
      const error = Math.abs(Math.max(-1.5 * s, Math.min(1.5 * s, u)) - (quiet[i] as number));
      expect(Math.abs((warm[i] as number) - (quiet[i] as number))).toBeLessThanOrEqual(Math.exp(-1) * error + 1e-6);
    });
  });

  test("is over before training is: the last tenth sees what is exported", () => {
    const rule = method.variants.default.weights(latents, setupOf(4));
    const live = rule.view(latents, moment(90)).live.map((w) => take(w));
    const [codes] = rule.quantize(latents);
    const levels = new Set(codes?.kind === "codes" ? codes.codebook.dataSync() : []);
    expect(live[0]?.every((w) => levels.has(w))).toBe(true);
    expect([0, 0.5, 0.899, 0.9, 1].map(exponentialDecay)).toEqual([
      1,
      Math.exp(-5) ** 0.5,
      Math.exp(-5) ** 0.899,
      0,
      0,
    ]);
  });

  test("adds the curvature: E |w - s q|^2 = tau^2 kappa^2 s^2 e^2 / 3", () => {
    const u = tf.fill([40_000], 0.4);
    const tempering = { temperature: () => 0.5, gradientScale: "amplitude" } as const;
    const rule = temperedWeights([u], setupOf(4), tempering);
    rule.learned[0]?.value.assign(tf.scalar(0.5));
    // v = 0.8, q = 0.5, e = 0.3: 0.25 * 0.25 * 0.09 / 3
    const away = take(rule.view([u], moment(0)).live[0]).map((w) => (w - 0.25) ** 2);
    const mean = away.reduce((sum, x) => sum + x, 0) / away.length;
    expect(mean / ((0.25 * 0.25 * 0.09) / 3)).toBeCloseTo(1, 1);
    expect(Math.abs(mean / ((0.25 * 0.25 * 0.09) / 3) - 1)).toBeLessThan(0.03);
  });

  test("does not touch what is exported", () => {
    const rule = method.variants.default.weights(latents, setupOf(4));
    const codes = () => rule.quantize(latents).map((q) => (q.kind === "codes" ? take(q.codes) : []));
    const before = codes();
    rule.view(latents, moment(5));
    expect(codes()).toEqual(before);
  });
});

test("records tau, kappa or delta, and how far the live weights are from the grid", () => {
  const u = [tf.tensor(bell(300, 1))];
  const quantities = (variant: Variant | undefined, step: number) => {
    const recorded = Object.entries(variant?.weights(u, setupOf(4)).quantities?.(u, moment(step)) ?? {});
    return Object.fromEntries(recorded.map(([name, x]) => [name, typeof x === "number" ? x : take(x)[0]]));
  };
  expect(quantities(method.variants.default, 0)).toEqual({ tau: 1, kappa: 1, "distance to grid": expect.any(Number) });
  expect(quantities(method.variants.default, 0)["distance to grid"]).toBeGreaterThan(0.05);
  expect(quantities(method.variants.default, 95)).toEqual({ tau: 0, kappa: 1, "distance to grid": 0 });
  expect(Object.keys(quantities(method.variants["gradient-scale"], 0))).toEqual(["tau", "delta", "distance to grid"]);
});
