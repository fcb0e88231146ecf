import * as tf from "@tensorflow/tfjs-core";
import {
  adam,
  adamW,
  floatGrid,
  type LearnedParameter,
  type Network,
  nearest,
  type Optimizer,
  parsePrecision,
  schedule,
  sgd,
  startTraining,
  type Variant,
  type WeightRule,
} from "qat-core";
import { bell, expectClose, moment, setupOf, take } from "qat-core/testing";
import { openEngine } from "qat-engine";
import { uniformNoise } from "qat-ops";
import { describe, expect, test } from "vitest";
import { controlled, method, transitionRateScheduling } from "../src/index.ts";
import { scheduledWeights } from "../src/scheduled-weights.ts";
import { additive, multiplicative, type SteeringRule } from "../src/steering.ts";

await openEngine({ kind: "wasm" });

const optimizers: readonly Optimizer[] = [sgd(), sgd({ momentum: 0.9 }), adam(), adamW()];
const shapes = [
  [40, 30],
  [5, 3],
] as const;

const network: Network = {
  parameters: shapes.map((shape, i) => ({
    name: `w${i}`,
    role: "weight" as const,
    shape,
    quantized: true,
    initialise: () => tf.zeros([...shape]),
  })),
  activations: [],
  forward: (_, scope) =>
    tf.concat(shapes.map((shape, i) => tf.reshape(scope.parameter(`w${i}`), [shape[0] * shape[1]]))),
};

/** The latents after ten steps towards a random target at a constant rate. */
function trained(variant: Variant, levels: number, optimizer: Optimizer, seed: number, steps = 10): number[][] {
  const training = startTraining({
    ...setupOf(levels),
    network,
    variant,
    initial: new Map(
      shapes.map((shape, i) => [`w${i}`, tf.tensor(bell(shape[0] * shape[1], seed + i), [...shape])] as const),
    ),
    optimizer,
    weightDecay: { weight: 1e-2, bias: 0, norm: 0 },
    rate: () => 0.05,
    loss: (w, t) => tf.mul<tf.Scalar>(tf.sum(tf.squaredDifference(w, t)), 0.5),
  });
  const target = tf.tensor(bell(1215, seed + 7).map((x) => 2 * x));
  for (let step = 0; step < steps; step++) training.advance(target, target).dispose();
  const latents = shapes.map((_, i) => Array.from(training.variables[`latent/w${i}`]?.dataSync() ?? []));
  training.dispose();
  return latents;
}

const held = (parameter: LearnedParameter): LearnedParameter => ({ ...parameter, rateFactor: 0 });

/** Transition rate scheduling whose U a rule of the test's own decides, the post-scale held at 1. */
const steeredBy = (rule: SteeringRule): Variant => ({
  ...transitionRateScheduling("test", rule),
  weights(latents, setup) {
    const scheduled = scheduledWeights(latents, setup, { ...controlled, rule });
    return { ...scheduled, learned: scheduled.learned.map(held) };
  },
});

/** Straight-through estimation on the codebook of the start, no gradient beyond 3 std(w): as plainly as it can be written. */
const frozenScale: Variant = {
  ...method.variants.default,
  weights(latents, { grid }) {
    const codebooks = latents.map((u) => grid.fit(u));
    const reaches = latents.map((u, i) =>
      tf.maximum(tf.mul(3, tf.sqrt(tf.moments(u).variance)), tf.max(codebooks[i] as tf.Tensor)),
    );
    return {
      state: {},
      learned: [],
      view: (u) => ({
        live: u.map((latent, i) => nearest(latent, codebooks[i] as tf.Tensor2D)),
        pullback: (gradients) => ({
          latents: gradients.map((g, i) =>
            tf.where(tf.lessEqual(tf.abs(u[i] as tf.Tensor), reaches[i] as tf.Tensor), g, tf.zerosLike(g)),
          ),
          learned: [],
        }),
      }),
      quantize: () => [],
    };
  },
};

describe.each([2, 3, 4, 16])("with %i levels", (levels) => {
  test.each(optimizers.map((optimizer) => [optimizer.name, optimizer] as const))(
    "a fixed U is straight-through estimation with a frozen scale at that rate, with %s",
    (_, optimizer) => {
      for (const seed of [1, 20]) {
        const received = trained(
          steeredBy((rate) => rate),
          levels,
          optimizer,
          seed,
        );
        const expected = trained(frozenScale, levels, optimizer, seed);
        received.forEach((latent, i) => expectClose(latent, expected[i] as number[], 2e-6));
      }
    },
  );

  test("starts at lambda sqrt(bits), bits = log2 levels, and falls on a cosine to 0", () => {
    const rule = started([tf.tensor(bell(2000, 1))], levels);
    const target = (step: number) =>
      rule.quantities?.([tf.tensor(bell(2000, 1))], moment(step))["target transition rate"];
    expect(target(0)).toBeCloseTo(5e-3 * Math.sqrt(Math.log2(levels)), 12);
    expect(target(50)).toBeCloseTo(2.5e-3 * Math.sqrt(Math.log2(levels)), 12);
    expect(target(100)).toBeCloseTo(0, 12);
  });
});

function started(
  latents: readonly tf.Tensor[],
  levels: number,
  rule: SteeringRule = additive,
  steps = 100,
): WeightRule {
  return scheduledWeights(latents, { ...setupOf(levels), steps }, { ...controlled, rule });
}

test("U = 0 keeps every latent as it is, whatever momentum is left", () => {
  const stopped = (steps: number) =>
    trained(
      steeredBy((rate) => tf.mul(rate, 0)),
      4,
      sgd({ momentum: 0.9 }),
      3,
      steps,
    );
  // The first step goes by the recipe's rate, and leaves momentum behind.
  expect(stopped(10)).toEqual(stopped(1));
  expect(stopped(1)).not.toEqual(stopped(0));
});

test("learns the post-scale from the levels under it", () => {
  const u = tf.tensor([1.9, -2.1, 0.1]);
  const rule = started([u], 2);
  // mean |u| = 4.1 / 3 = 1.366667; levels +-1.366667, signs +, -, +; g = 1, 2, 4: 1.366667 (1 - 2 + 4) = 4.1
  const pulled = rule.view([u], moment(0)).pullback?.([tf.tensor([1, 2, 4])]);
  expectClose(take(pulled?.learned[0]), [4.1], 1e-5);
  // N = 3, Qp = 1/2
  expect(rule.learned[0]?.gradientScale).toBeCloseTo(1 / Math.sqrt(1.5), 12);
  expect(rule.learned[0]?.bounds[0]).toBeGreaterThan(0);
});

test("small tensors share one rate, and the others have their own", () => {
  const latents = [100, 2000, 50].map((size, i) => tf.tensor(bell(size, i + 1)));
  const rates = started(latents, 4).rates?.(moment(0)) ?? [];
  expect(rates[0]).toBe(rates[2]);
  expect(rates[0]).not.toBe(rates[1]);
  expect(rates.every((rate) => rate instanceof tf.Tensor)).toBe(true);
});

test("a second forward in one step does not change the transition rate", () => {
  const running = (passes: number) => {
    const [u, moved] = [bell(2000, 1), bell(2000, 2)].map((values) => tf.tensor(values));
    const rule = started([u as tf.Tensor], 4);
    rule.rates?.(moment(0));
    const { pullback } = rule.view([u as tf.Tensor], moment(0));
    pullback?.([tf.ones([2000])]);
    for (let pass = 1; pass < passes; pass++) rule.view([moved as tf.Tensor], moment(0)).pullback?.([tf.ones([2000])]);
    rule.settle?.([moved as tf.Tensor], moment(0));
    return rule.state.running?.dataSync()[0];
  };
  expect(running(2)).toBe(running(1));
  expect(running(1)).toBeGreaterThan(0.03);
});

describe.each([
  ["additive", additive, 0.1, 0.2],
  // It changes U by a factor, a fifth of the way in a step at most: it lags where K is far from R, as at the start.
  ["multiplicative", multiplicative, 0.6, 0.75],
] as const)("%s, on noisy gradients", (_, rule, farthestMean, farthest) => {
  const steps = 500;

  /** The share of weights that change their level in each step, and the running mean, steered or at the recipe's rate. */
  function rates(recipe: (progress: number) => number, scheduled: boolean) {
    const target = tf.tensor(bell(3000, 5));
    let u: tf.Tensor = tf.tensor(bell(3000, 4));
    const weights = started([u], 4, rule, steps);
    const read = (name: string) => take(tf.clone(weights.state[name] as tf.Tensor));
    let codes = read("levels/0");
    return Array.from({ length: steps }, (__, step) => {
      const at = moment(step, steps, recipe(step / steps));
      u = tf.tidy(() => {
        const { live, pullback } = weights.view([u], at);
        const noise = uniformNoise([3000], [step, 0]);
        const g = tf.add(tf.sub(live[0] as tf.Tensor, target), noise);
        const rate = weights.rates?.(at)[0] ?? 0;
        const direction = pullback?.([g]).latents[0] as tf.Tensor;
        return tf.sub(u, tf.mul(direction, scheduled ? rate : at.rate));
      });
      tf.tidy(() => void weights.settle?.([u], at));
      const next = read("levels/0");
      const flips = next.filter((code, i) => code !== codes[i]).length / 3000;
      codes = next;
      return { flips, running: read("running")[0] as number };
    });
  }

  const goal = schedule.cosine(5e-3 * Math.SQRT2);
  /** sum |share - R| / sum R, over means of `window` steps. */
  function distance(shares: readonly number[], window: number): number {
    let [away, goals] = [0, 0];
    for (let from = 0; from < steps; from += window) {
      const part = shares.slice(from, from + window);
      const aims = part.map((__, i) => goal((from + i) / steps));
      const sum = (list: readonly number[]) => list.reduce((total, x) => total + x, 0);
      away += Math.abs(sum(part) - sum(aims));
      goals += sum(aims);
    }
    return away / goals;
  }

  test.each([
    ["falls from the start", schedule.cosine(0.05)],
    ["warms up", schedule.warmUp(0.1, schedule.cosine(0.05))],
  ] as const)("the transition rate follows its target where the recipe's rate %s", (__, recipe) => {
    const steered = rates(recipe, true);
    expect(
      distance(
        steered.map(({ running }) => running),
        1,
      ),
    ).toBeLessThan(farthestMean);
    expect(
      distance(
        steered.map(({ flips }) => flips),
        25,
      ),
    ).toBeLessThan(farthest);
    const plain = rates(recipe, false);
    expect(
      distance(
        plain.map(({ flips }) => flips),
        25,
      ),
    ).toBeGreaterThan(2);
  });
});

test("at 32 bits has no rate, no scale and no state of its own", () => {
  const setup = { ...setupOf(4), precision: parsePrecision("w32a32"), grid: floatGrid() };
  const rule = scheduledWeights([tf.tensor([1, 2])], setup, { ...controlled, rule: additive });
  expect([rule.rates, rule.settle, rule.quantities]).toEqual([undefined, undefined, undefined]);
  expect([rule.state, rule.learned]).toEqual([{}, []]);
});
