/**
 * AProx against its theory: the last iterate of Jin et al. 2025, theorem 3.2, and what sec. 3.1 says of proximal SGD,
 * on a convex problem whose optimum is known because it was built from it:
 *
 *     F(w) = f(w) + lambda Psi(w),   f(w) = |w|^2 / 2 + (sum w)^2 / (2 n) - <b, w>
 *
 * with w* on the grid, psi* inside of the subdifferential of Psi at w*, and b = grad(f + <b, .>)(w*) + lambda psi*.
 */
import * as tf from "@tensorflow/tfjs-core";
import { type Grid, type Moment, parsePrecision, sgd, startTraining, uniformGrid } from "qat-core";
import { values } from "qat-core/testing";
import { openEngine } from "qat-engine";
import { philoxUniform } from "qat-ops";
import { describe, expect, test } from "vitest";
import { aprox } from "../src/aprox.ts";

await openEngine({ kind: "wasm" });

const [lambda, noise, n, steps] = [1, 0.5, 240, 3000];
const q = [-1, -0.5, 0, 0.5, 1];
/** Slopes of Psi left and right of each level. */
const slopes = [Number.NEGATIVE_INFINITY, -0.75, -0.25, 0.25, 0.75, Number.POSITIVE_INFINITY];
const grid: Grid = { ...uniformGrid(5), fit: () => tf.tensor2d([q]) };
const sum = (list: readonly number[]) => list.reduce((total, x) => total + x, 0);
const norm = (list: readonly number[]) => Math.sqrt(sum(list.map((x) => x * x)));
const draws = (seed: number) => Array.from(philoxUniform(n, [seed, 3]));

/** Eq. 6: straight between (q, q^2 / 2). */
function psi(w: number): number {
  const k = Math.min(3, Math.max(0, Math.floor((w + 1) * 2)));
  return (q[k] as number) ** 2 / 2 + (slopes[k + 1] as number) * (w - (q[k] as number));
}

/** Eq. 7: prox_{c Psi}(u), flat at the levels, u - c a_k between them. */
function prox(u: number, c: number): number {
  for (let k = 0; k < q.length; k++) {
    const level = q[k] as number;
    if (u < level + c * (slopes[k] as number)) return u - c * (slopes[k] as number);
    if (u <= level + c * (slopes[k + 1] as number)) return level;
  }
  return q.at(-1) as number;
}

const optimum = draws(1).map((x) => q[Math.min(4, Math.floor((x + 1) * 2.5))] as number);
/** In the inner six tenths of [a_{k-1}, a_k]; .05 to .35 beyond the last finite slope at both ends. */
const subgradient = draws(2).map((x, i) => {
  const k = q.indexOf(optimum[i] as number);
  if (k === 0 || k === 4) return Math.sign(optimum[i] as number) * (0.75 + 0.2 + 0.15 * x);
  return (optimum[i] as number) + 0.15 * x;
});
const b = optimum.map((w, i) => w + sum(optimum) / n + lambda * (subgradient[i] as number));
const start = draws(4);

function objective(w: readonly number[]): number {
  return sum(w.map((x, i) => x ** 2 / 2 - (b[i] as number) * x + lambda * psi(x))) + sum(w) ** 2 / (2 * n);
}

/** |w + mean w - b + lambda psi + noise| on the box [-1, 1]^n, coordinate by coordinate: a Lipschitz constant of F. */
const G = norm(b.map((x) => 2 + Math.abs(x) + 0.75 * lambda + noise));
const R = norm(start.map((w, i) => w - (optimum[i] as number)));
const rateOf = (t: number) => R / (G * Math.sqrt(t));
const noiseAt = (step: number) => draws(100 + step).map((x) => noise * x);
const onGrid = (w: readonly number[]) => w.filter((x) => q.some((level) => Math.abs(x - level) < 1e-6)).length / n;

interface Problem {
  readonly lambda: number;
  readonly start: readonly number[];
  readonly rateOf: (t: number) => number;
  /** What the loss is given at a step, noise in it. */
  readonly targetAt: (step: number) => readonly number[];
  readonly loss: (w: tf.Tensor, target: tf.Tensor) => tf.Scalar;
}

/** The live weights of every step, through the suite's own training step. */
function trainWithAprox({ lambda, start, rateOf, targetAt, loss }: Problem): number[][] {
  const seen: number[][] = [];
  const training = startTraining({
    network: {
      parameters: [{ name: "w", role: "weight", shape: [n], quantized: true, initialise: (s) => tf.zeros([...s]) }],
      activations: [],
      forward(_, scope) {
        seen.push(values(scope.parameter("w")));
        return scope.parameter("w");
      },
    },
    variant: aprox({ lambda, end: 1, period: 1 }),
    precision: parsePrecision("w2a32"),
    grid,
    initial: new Map([["w", tf.tensor([...start])]]),
    optimizer: sgd(),
    weightDecay: { weight: 0, bias: 0, norm: 0 },
    rate: (progress) => rateOf(Math.round(progress * steps) + 1),
    steps,
    seed: 1,
    loss,
  });
  for (let step = 0; step < steps; step++) {
    const target = tf.tensor([...targetAt(step)]);
    tf.dispose([training.advance(target, target), target]);
  }
  training.dispose();
  return seen;
}

/** Eq. 12 with the same noise and step sizes: u = w - rate g, w = prox_{rate lambda Psi}(u). */
function trainWithProxSgd(): number[] {
  let w = start.map((x) => x);
  for (let step = 0; step < steps; step++) {
    const [e, rate, mean] = [noiseAt(step), rateOf(step + 1), sum(w) / n];
    w = w.map((x, i) => prox(x - rate * (x + mean - (b[i] as number) + (e[i] as number)), rate * lambda));
  }
  return w;
}

describe("on a convex problem", () => {
  const best = objective(optimum);
  const iterates = trainWithAprox({
    lambda,
    start,
    rateOf,
    targetAt: (step) => noiseAt(step).map((e, i) => (b[i] as number) - e),
    loss(w, target) {
      const square = tf.add(tf.sum(tf.square(w)), tf.div(tf.square(tf.sum(w)), n));
      return tf.sub<tf.Scalar>(tf.div(square, 2), tf.sum(tf.mul(w, target)));
    },
  });

  test("the optimum is one: no step along a coordinate, and no random one, goes below it", () => {
    for (let seed = 0; seed < 200; seed++) {
      const towards = draws(5000 + seed);
      const near = optimum.map((w, i) => Math.min(1, Math.max(-1, w + 0.02 * (towards[i] as number))));
      expect(objective(near)).toBeGreaterThan(best);
      const single = optimum.map((w, i) =>
        i === seed ? Math.min(1, Math.max(-1, w + 0.01 * Math.sign(towards[i] ?? 0))) : w,
      );
      expect(objective(single)).toBeGreaterThanOrEqual(best);
    }
  });

  test("the last iterate is within G R (2 + 1.5 ln t) / sqrt(t) of the optimum at every t", () => {
    iterates.forEach((w, i) => {
      const t = i + 1;
      expect(objective(w) - best, `t = ${t}`).toBeLessThanOrEqual((G * R * (2 + 1.5 * Math.log(t))) / Math.sqrt(t));
    });
    const gap = objective(iterates.at(-1) as number[]) - best;
    expect(gap).toBeLessThan(0.01 * (objective(start) - best));
  });

  test("the share of weights on the grid goes to 1, and that of proximal SGD does not", () => {
    expect(onGrid(iterates[9] as number[])).toBeLessThan(0.5);
    expect(onGrid(iterates.at(-1) as number[])).toBeGreaterThan(0.99);
    expect(onGrid(trainWithProxSgd())).toBeLessThan(0.7);
  });

  test("every iterate follows eq. 11 with the sum of all step sizes before it", () => {
    let u = start;
    let [gamma, w] = [0, start.map((x) => prox(x, 0))];
    for (let step = 0; step < 200; step++) {
      const mean = sum(w) / n;
      const [e, live] = [noiseAt(step), iterates[step] as number[]];
      const worst = Math.max(...live.map((x, i) => Math.abs(x - (w[i] as number))));
      expect(worst, `step ${step}`).toBeLessThan(2e-4);
      u = u.map((x, i) => x - rateOf(step + 1) * ((w[i] as number) + mean - (b[i] as number) + (e[i] as number)));
      gamma += rateOf(step + 1);
      w = u.map((x) => prox(x, gamma * lambda));
    }
  });
});

/**
 * F = |w - t|_1 + lambda Psi(w), t on the grid, from the far end of the grid: F falls nearly as steeply as its Lipschitz
 * constant G allows all the way, so that whoever moves too little breaks the bound.
 */
describe("on a problem on which the bound binds", () => {
  const weight = 0.2;
  const spread = 0.25;
  const from = optimum.map((t) => (t > 0 ? -1 : 1));
  const cost = (w: readonly number[]) => sum(w.map((x, i) => Math.abs(x - (optimum[i] as number)) + weight * psi(x)));
  const steepest = Math.sqrt(n) * (1 + 0.75 * weight + spread);
  const far = norm(from.map((x, i) => x - (optimum[i] as number)));
  const bound = (t: number) => (steepest * far * (2 + 1.5 * Math.log(t))) / Math.sqrt(t);
  const least = cost(optimum);

  test("the last iterate keeps it at every t, and weights that stay, or hardly move, do not", () => {
    const problem: Problem = {
      lambda: weight,
      start: from,
      rateOf: (t) => far / (steepest * Math.sqrt(t)),
      // The noise is the slope of a linear term, its expectation 0.
      targetAt: (step) => draws(100 + step).map((x) => spread * x),
      loss: (w, noise) => tf.add<tf.Scalar>(tf.sum(tf.abs(tf.sub(w, tf.tensor1d(optimum)))), tf.sum(tf.mul(w, noise))),
    };
    const kept = (iterates: readonly number[][]) => iterates.every((w, i) => cost(w) - least <= bound(i + 1));
    expect(kept(trainWithAprox(problem))).toBe(true);
    expect(kept(Array.from({ length: steps }, () => from))).toBe(false);
    expect(kept(trainWithAprox({ ...problem, rateOf: (t) => problem.rateOf(t) / 1000 }))).toBe(false);
  });
});

test("the closed form of the proximal map, eq. 7, minimises |w - u|^2 / 2 + c Psi(w)", () => {
  const candidates = Array.from({ length: 4001 }, (_, i) => i / 2000 - 1).concat(q);
  for (const c of [0.1, 1, 5]) {
    for (const u of draws(9)
      .slice(0, 30)
      .map((x) => 4 * x)) {
      const price = (w: number) => (w - u) ** 2 / 2 + c * psi(w);
      const best = candidates.reduce((a, w) => (price(w) < price(a) ? w : a));
      expect(Math.abs(prox(u, c) - best)).toBeLessThan(6e-4);
    }
  }
});

test("a rate of 0 at the first step, as warm-up gives, changes nothing and divides nothing by 0", () => {
  const latent = tf.tensor([-0.3, 0.1, 0.8]);
  const setup = { precision: parsePrecision("w2a32"), grid, steps: 10, seed: 1 } as const;
  const rule = aprox({ lambda, end: 1, period: 1 }).weights([latent], setup);
  const at: Moment = { step: 0, steps: 10, progress: 0, rate: 0, rateSum: 0 };
  expect(rule.rates?.(at)).toEqual([0]);
  expect(values(rule.settle?.([latent], at)[0])).toEqual(values(latent));
  values(rule.view([latent], at).live[0]).forEach((w, i) => expect(w).toBeCloseTo([-0.3, 0.1, 0.8][i] as number, 6));
});
