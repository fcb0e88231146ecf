/** ProxQuant as published: grids, start, clip, homotopy; and what its code does to Adam. */
import * as tf from "@tensorflow/tfjs-core";
import {
  adam,
  type Optimizer,
  onTrack,
  parsePrecision,
  signGrid,
  startTraining,
  type Track,
  type Variant,
} from "qat-core";
import { bell, expectClose, moment, values } from "qat-core/testing";
import { openEngine } from "qat-engine";
import { describe, expect, test } from "vitest";
import { strength } from "../src/homotopy.ts";
import { method } from "../src/index.ts";

await openEngine({ kind: "wasm" });

const precisions = ["w1a32", "w1.58a32", "w2a32", "w3a32", "w4a32"];
const entryOf = (key: string, precision: string, track: Track = "as-published") =>
  onTrack(method.variants[key] as Variant, track, parsePrecision(precision));

function started(key: string, precision: string, latent: tf.Tensor, track?: Track, steps = 300) {
  const entry = entryOf(key, precision, track);
  if (!entry.supported) throw new Error(entry.reason);
  const rule = entry.variant.weights([latent], {
    precision: parsePrecision(precision),
    grid: entry.grid,
    steps,
    seed: 1,
  });
  return { ...entry, rule };
}

test("starts from the float network, on -1 and +1, two means, alternating codes; row-wise but for ternary", () => {
  const names = (key: string) =>
    precisions.map((precision) => {
      const entry = entryOf(key, precision);
      return entry.supported && entry.variant.startsFrom === "float" ? entry.grid.name : undefined;
    });
  const codes = ["alternating-code-2", "alternating-code-3", "alternating-code-4"];
  expect(names("default")).toEqual(["sign", "two-means", ...codes]);
  const rows = codes.map((name) => `${name}/channel`);
  expect(names("row-wise")).toEqual(["alternating-code-1/channel", undefined, ...rows]);
  for (const key of ["l1", "l2", "warm-start"]) expect(entryOf(key, "w1a32").supported).toBe(false);
  expect(entryOf("row-wise", "w2a32", "controlled")).toMatchObject({ supported: false, reason: /by row/ });
});

describe("at one bit", () => {
  const u = [0.3, -0.95, 1.4, -1.0004, 0.999, 0];

  test("one step is clip(sign(u) (1 + sign(|u| - 1) max(||u| - 1| - c, 0)), -1, 1), 0 to the upper level", () => {
    const { rule } = started("default", "w1a32", tf.tensor(u));
    const at = moment(150, 300);
    const c = strength({ shrinkage: 7.8, freezeFrom: 2 / 3 }, at);
    const drawn = u.map((x) => {
      const [sign, away] = [x >= 0 ? 1 : -1, Math.abs(x) - 1];
      return Math.max(-1, Math.min(1, sign * (1 + Math.sign(away) * Math.max(Math.abs(away) - c, 0))));
    });
    expectClose(values(rule.settle?.([tf.tensor(u)], at)[0]), drawn);
  });

  test("clips even where the strength is 0, and no other number of levels does", () => {
    const clipped = u.map((x) => Math.max(-1, Math.min(1, x)));
    expectClose(values(started("default", "w1a32", tf.tensor(u)).rule.settle?.([tf.tensor(u)], moment(0))[0]), clipped);
    for (const precision of ["w1.58a32", "w2a32"]) {
      const { rule } = started("default", precision, tf.tensor(u));
      expect(values(rule.settle?.([tf.tensor(u)], moment(0))[0])).toEqual(values(tf.tensor(u)));
    }
  });

  test("ends on -1 and +1 exactly", () => {
    const { rule } = started("default", "w1a32", tf.tensor(u));
    expect(values(rule.settle?.([tf.tensor(u)], moment(199, 300))[0])).toEqual([1, -1, 1, -1, 1, 1]);
  });
});

test("the ternary homotopy sums up to what the script's does: 196 steps an epoch, 400 of 600 epochs", () => {
  let code = 0;
  for (let epoch = 0; epoch < 400; epoch++) code += 196 * 1e-6 * epoch;
  let ours = 0;
  for (let step = 0; step < 400; step++) ours += strength({ shrinkage: 15.6, freezeFrom: 2 / 3 }, moment(step, 600));
  expect(Math.abs(ours / code - 1)).toBeLessThan(0.01);
  const entry = entryOf("default", "w1.58a32");
  expect(entry).toMatchObject({ variant: { options: { shrinkageL2: 15.6, freezeFrom: 2 / 3, distance: "paper" } } });
});

test("ternary is one round of projection and L2 map: (u + c q) / (1 + c)", () => {
  // mean |u| = 1.52 and D = 1.064: q = 2.25, -2, 0, 2.25, 0
  const u = [3, -2, 0.1, 1.5, -1];
  const { rule } = started("default", "w1.58a32", tf.tensor(u));
  const at = moment(150, 300);
  const c = strength({ shrinkage: 15.6, freezeFrom: 2 / 3 }, at);
  const q = [2.25, -2, 0, 2.25, -2 * 0];
  // -1 is at the midpoint of -2 and 0, and goes to the upper level.
  expectClose(
    values(rule.settle?.([tf.tensor(u)], at)[0]),
    u.map((x, i) => (x + c * (q[i] as number)) / (1 + c)),
  );
});

// Their run could end in its relaxed phase; the L2 map alone never lands on a level.
describe.each(["controlled", "as-published"] as const)("anneal_end = total steps: on the track %s", (track) => {
  test.each(Object.keys(method.variants))("%s is hard, and frozen, before its run ends", (key) => {
    for (const precision of precisions) {
      if (!entryOf(key, precision, track).supported) continue;
      const latent = tf.tensor(bell(600, 4), [200, 3]);
      const { rule, grid } = started(key, precision, latent, track, 30);
      const settled = rule.settle?.([latent], moment(19, 30)) as readonly tf.Tensor[];
      const live = rule.view(settled, moment(20, 30)).live[0] as tf.Tensor;
      const columns = grid.granularity === "channel" ? tf.unstack(live, 1) : [live];
      for (const column of columns) expect(new Set(values(column)).size).toBeLessThanOrEqual(grid.levels);
      for (const step of [20, 29]) {
        expect(rule.settle?.(settled, moment(step, 30))[0]).toBe(settled[0]);
        expect(rule.rates?.(moment(step, 30))).toEqual([0]);
      }
    }
  });
});

// The authors' code makes a new Adam at every epoch; what froze the weights there was that moments were gone.
describe.each(["default", "row-wise"])("Adam state reset: under %s", (key) => {
  test("moments follow their recurrence from the first step to the last, frozen or not, and frozen weights stay", () => {
    const steps = 30;
    const gradients: number[][] = [];
    const entry = entryOf(key, "w2a32");
    if (!entry.supported) throw new Error(entry.reason);
    const training = startTraining({
      network: {
        parameters: [
          { name: "w", role: "weight", shape: [20, 2], quantized: true, initialise: () => tf.zeros([20, 2]) },
        ],
        activations: [],
        forward: (_, scope) => scope.parameter("w"),
      },
      variant: entry.variant,
      grid: entry.grid,
      precision: parsePrecision("w2a32"),
      initial: new Map([["w", tf.tensor(bell(40, 1), [20, 2])]]),
      optimizer: recording(adam(), gradients),
      weightDecay: { weight: 1e-2, bias: 0, norm: 0 },
      rate: () => 0.01,
      steps,
      seed: 1,
      loss: (w, t) => tf.mul<tf.Scalar>(tf.sum(tf.squaredDifference(w, t)), 0.5),
    });
    const target = tf.tensor(bell(40, 2), [20, 2]);
    let frozen: number[] = [];
    for (let step = 0; step < steps; step++) {
      training.advance(target, target).dispose();
      if (step === 19) frozen = values(training.variables["latent/w"]);
    }
    const zeros = gradients[0]?.map(() => 0) as number[];
    const m = gradients.reduce((mean, g) => mean.map((x, i) => 0.9 * x + 0.1 * (g[i] as number)), zeros);
    const v = gradients.reduce((mean, g) => mean.map((x, i) => 0.999 * x + 0.001 * (g[i] as number) ** 2), zeros);
    expect(gradients).toHaveLength(steps);
    expectClose(values(training.variables["optimizer/w/m"]), m, 1e-5);
    expectClose(values(training.variables["optimizer/w/v"]), v, 1e-5);
    expect(values(training.variables["latent/w"])).toEqual(frozen);
    training.dispose();
  });
});

/** Notes every gradient, weight decay's share in it, that reaches the optimizer. */
function recording(optimizer: Optimizer, seen: number[][]): Optimizer {
  return {
    ...optimizer,
    start(shapes) {
      const directions = optimizer.start(shapes);
      return {
        ...directions,
        direction(name, gradient, parameter, weightDecay, step) {
          seen.push(values(tf.add(gradient, tf.mul(parameter, weightDecay))));
          return directions.direction(name, gradient, parameter, weightDecay, step);
        },
      };
    },
  };
}

test("the sign grid is what one bit has: nothing is fitted", () => {
  expect(values(signGrid().fit(tf.tensor([7, -3])))).toEqual([-1, 1]);
});
