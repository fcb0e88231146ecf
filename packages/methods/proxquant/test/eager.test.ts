import * as tf from "@tensorflow/tfjs-core";
import {
  adam,
  controlledGrid,
  floatGrid,
  type Grid,
  levelsOf,
  type Moment,
  nearest,
  type Optimizer,
  parsePrecision,
  type Schedule,
  sgd,
  startTraining,
  type Training,
  uniformGrid,
  type Variant,
  type WeightRule,
} from "qat-core";
import { bell, expectTensorClose, values } from "qat-core/testing";
import { openEngine } from "qat-engine";
import { describe, expect, test } from "vitest";
import { eager } from "../src/eager.ts";
import { strength } from "../src/homotopy.ts";
import { method } from "../src/index.ts";

await openEngine({ kind: "wasm" });

const published = { shrinkage: 7.8, freezeFrom: 2 / 3 } as const;
const still = { distance: "paper", startsFrom: "scratch", shrinkageL1: 0, shrinkageL2: 0, freezeFrom: 2 / 3 } as const;
const momentAt = (step: number, steps = 300, rate = 0.1): Moment => ({
  step,
  steps,
  progress: step / steps,
  rate,
  rateSum: rate * (step + 1),
});

function started(variant: Variant, latents: readonly tf.Tensor[], grid: Grid): WeightRule {
  return variant.weights(latents, {
    precision: parsePrecision("w2a32"),
    grid,
    steps: 300,
    seed: 1,
  });
}

/** A kernel and a bias learn a random linear map. */
function train(
  variant: Variant,
  levels: number,
  steps: number,
  options: { optimizer?: Optimizer; rate?: Schedule } = {},
) {
  const zeros = (shape: readonly number[]) => tf.zeros([...shape]);
  const training = startTraining({
    network: {
      parameters: [
        { name: "kernel", role: "weight", shape: [6, 8], quantized: true, initialise: zeros },
        { name: "bias", role: "bias", shape: [8], quantized: false, initialise: zeros },
      ],
      activations: [],
      forward: (x, scope) =>
        tf.add(tf.matMul(x as tf.Tensor2D, scope.parameter("kernel") as tf.Tensor2D), scope.parameter("bias")),
    },
    variant,
    precision: parsePrecision("w2a32"),
    grid: controlledGrid(levels),
    initial: new Map([
      ["kernel", tf.tensor(bell(48, 1), [6, 8])],
      ["bias", tf.zeros([8])],
    ]),
    optimizer: options.optimizer ?? sgd({ momentum: 0.9 }),
    weightDecay: { weight: 1e-2, bias: 0, norm: 0 },
    rate: options.rate ?? (() => 0.05),
    steps,
    seed: 1,
    loss: (output, target) => tf.mean(tf.squaredDifference(output, target)),
  });
  return {
    training,
    to(end: number) {
      while (training.step < end) {
        tf.tidy(() => {
          const x = tf.tensor(bell(60, 100 + training.step), [10, 6]);
          training.advance(x, tf.add(tf.matMul(x, tf.tensor(bell(48, 2), [6, 8]) as tf.Tensor2D), 0.3));
        });
      }
    },
  };
}

const kernel = ({ variables }: Training) => values(variables["latent/kernel"]);
const bias = ({ variables }: Training) => values(variables["float/bias"]);
const plain: Variant = {
  ...method.variants.default,
  weights: () => ({ state: {}, learned: [], view: (live) => ({ live }), quantize: () => [] }),
};

describe("the homotopy", () => {
  const sumTo = (progress: number, steps: number) => {
    let sum = 0;
    for (let step = 0; step / steps < progress; step++) sum += strength(published, momentAt(step, steps));
    return sum;
  };

  // 391 steps an epoch of strength 1e-6 times the epoch; the paper's 300 epochs.
  test.each([
    [50, 0.48],
    [72, 1.0],
    [100, 1.94],
    [200, 7.8],
  ])("takes off by epoch %i what the published one does: %d", (epoch, expected) => {
    let code = 0;
    for (let e = 0; e < epoch; e++) code += 391 * 1e-6 * e;
    expect(Math.abs(code - expected)).toBeLessThan(0.03);
    expect(Math.abs(sumTo(epoch / 300, 300 * 391) / code - 1)).toBeLessThan(0.03);
  });

  // lambda counts epochs there, so that half the steps an epoch are half the homotopy.
  test("sums up to the same whatever the number of steps", () => {
    for (const steps of [300, 3000, 30_000]) expect(Math.abs(sumTo(2 / 3, steps) - 7.8)).toBeLessThan(0.05);
  });

  // The threshold is rate lambda there: under a rate that goes to 0 nothing is quantized any more.
  test("does not vanish with the rate", () => {
    const rule = (rate: number) => {
      const latent = tf.tensor(bell(30, 1));
      const running = started(method.variants.default, [latent], uniformGrid(2));
      return values(running.settle?.([latent], momentAt(150, 300, rate))[0]);
    };
    expect(rule(1e-6)).toEqual(rule(0.1));
    expect(rule(0.1)).not.toEqual(values(tf.tensor(bell(30, 1))));
  });
});

describe("the distance", () => {
  const landed = (variant: Variant, levels: number) => {
    const latent = tf.tensor(bell(400, 3));
    const rule = started(variant, [latent], uniformGrid(levels));
    const moved = rule.settle?.([latent], momentAt(190)) as readonly tf.Tensor[];
    const codebook = rule.state["codebook/0"] as tf.Tensor2D;
    const q = values(nearest(latent, codebook));
    return values(moved[0]).filter((x, i) => x === q[i]).length;
  };

  test("is L1 for two levels and L2 for more, as in the paper; the variants fix it", () => {
    const { l1, l2, default: paper } = method.variants as Record<string, Variant>;
    expect([2, 3, 4, 16].map((levels) => landed(paper as Variant, levels) > 0)).toEqual([true, false, false, false]);
    expect([2, 3, 4, 16].map((levels) => landed(l1 as Variant, levels) > 0)).toEqual([true, true, true, true]);
    expect([2, 3, 4, 16].map((levels) => landed(l2 as Variant, levels) > 0)).toEqual([false, false, false, false]);
  });

  test("is measured in half gaps for L1: the same map for weights and levels ten times as large, by channel too", () => {
    for (const grid of [uniformGrid(3), uniformGrid(3, "channel")]) {
      const moved = (factor: number) => {
        const latent = tf.mul(tf.tensor(bell(60, 3), [3, 5, 4]), factor);
        const rule = started(method.variants.l1 as Variant, [latent], grid);
        return values(rule.settle?.([latent], momentAt(100))[0]).map((x) => x / factor);
      };
      expectTensorClose(tf.tensor(moved(10)), moved(1));
    }
  });

  test("lets levels follow the weights that are drawn to them", () => {
    const latent = tf.tensor(bell(400, 3));
    const rule = started(method.variants.default, [latent], uniformGrid(4));
    let u: readonly tf.Tensor[] = [latent];
    for (let step = 0; step < 199; step++) u = rule.settle?.(u, momentAt(step)) ?? u;
    const codebook = rule.state["codebook/0"] as tf.Tensor2D;
    const relative = tf.div(tf.norm(tf.sub(u[0] as tf.Tensor, nearest(u[0] as tf.Tensor, codebook))), tf.norm(latent));
    // exp(-2) of the .35 that the weights start at.
    expect(values(relative)[0]).toBeLessThan(0.06);
  });
});

describe("with lambda 0, before its hard step, ProxQuant is the plain optimizer", () => {
  test.each([
    ["SGD", sgd()],
    ["momentum", sgd({ momentum: 0.9 })],
    // The authors' code loses Adam's moments at every epoch.
    ["Adam", adam()],
  ])("%s, bit for bit", (_, optimizer) => {
    for (const levels of [2, 3, 4, 16]) {
      const [ours, theirs] = [train(eager(still), levels, 30, { optimizer }), train(plain, levels, 30, { optimizer })];
      for (const run of [ours, theirs]) run.to(19);
      expect(kernel(ours.training)).toEqual(kernel(theirs.training));
      expect(bias(ours.training)).toEqual(bias(theirs.training));
      ours.to(20);
      expect(new Set(kernel(ours.training)).size).toBeLessThanOrEqual(levels);
    }
  });

  // Their clip to [-1, 1] is for the levels -1 and +1, and is applied to all.
  test("weights beyond 1 stay", () => {
    const latent = tf.tensor([3, -2, 0.1, 7]);
    const rule = started(eager(still), [latent], uniformGrid(4));
    expect(values(rule.settle?.([latent], momentAt(5))[0])).toEqual(values(latent));
  });
});

describe("after the hard step", () => {
  test.each(Object.keys(method.variants))("%s keeps its weights bit for bit while the bias trains on", async (key) => {
    for (const optimizer of [sgd({ momentum: 0.9 }), adam()]) {
      for (const levels of [2, 3, 4, 16]) {
        const run = train(method.variants[key] as Variant, levels, 30, { optimizer });
        run.to(20);
        const [frozen, biasThen] = [kernel(run.training), bias(run.training)];
        const [exportedThen] = (await run.training.export()).tensors;
        expect(new Set(frozen).size).toBeLessThanOrEqual(levels);
        run.to(30);
        expect(kernel(run.training).every((w, i) => Object.is(w, frozen[i]))).toBe(true);
        expect(bias(run.training)).not.toEqual(biasThen);
        expect((await run.training.export()).tensors[0]).toEqual(exportedThen);
        run.training.dispose();
      }
    }
  });

  test("what was seen is what is exported", () => {
    const latent = tf.tensor([...bell(90, 3), 0, 0]);
    const rule = started(method.variants.default, [latent], uniformGrid(4));
    const hard = rule.settle?.([latent], momentAt(199)) as readonly tf.Tensor[];
    const [exported] = rule.quantize(hard);
    if (exported?.kind !== "codes") throw new Error("expected codes");
    expect(values(levelsOf(exported.codes, exported.codebook))).toEqual(values(hard[0]));
    expect(rule.settle?.(hard, momentAt(200))[0]).toBe(hard[0]);
    expect(rule.rates?.(momentAt(200))).toEqual([0]);
    expect(rule.rates?.(momentAt(199))).toEqual([0.1]);
  });

  // sign(0) = 0 would leave a third level.
  test("no zero is left between two levels", () => {
    const latent = tf.tensor([0, 1, -1, 0]);
    const rule = started(method.variants.default, [latent], uniformGrid(2));
    const hard = rule.settle?.([latent], momentAt(199)) as readonly tf.Tensor[];
    expect(values(hard[0]).map(Math.sign)).toEqual([1, 1, -1, 1]);
  });
});

test("the curves: strength grows and ends, the distance ends at 0", () => {
  const latent = tf.tensor([0.5, -0.5, 0.4, 0]);
  const rule = started(method.variants.default, [latent], uniformGrid(2));
  const at = (u: tf.Tensor, step: number) => {
    const quantities = rule.quantities?.([u], momentAt(step)) ?? {};
    return Object.values(quantities).map((x) => (typeof x === "number" ? x : (values(x)[0] as number)));
  };
  expect(at(latent, 0)[0]).toBe(0);
  expect(at(latent, 100)[0]).toBeGreaterThan(0);
  expect(at(latent, 100)[1]).toBeGreaterThan(0.1);
  const hard = rule.settle?.([latent], momentAt(199))[0] as tf.Tensor;
  expect(at(hard, 200)).toEqual([0, 0]);
});

test.each(Object.entries(method.variants))("at 32 bits %s never rounds nor freezes", (_, variant) => {
  for (const seed of [1, 2, 3]) {
    const latent = tf.tensor(bell(60, seed).map((x) => x * 10 ** (seed - 2)));
    const rule = started(variant, [latent], floatGrid());
    for (const step of [0, 100, 199, 200, 299]) {
      expect(rule.view([latent], momentAt(step)).live[0]).toBe(latent);
      expect(rule.settle?.([latent], momentAt(step))[0]).toBe(latent);
      expect(rule.rates?.(momentAt(step))).toEqual([0.1]);
    }
  }
});
