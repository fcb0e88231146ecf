/** Against what the code of PARQ computes for its BinaryRelax: official-vectors.json says how. */
import * as tf from "@tensorflow/tfjs-core";
import { binaryCodeGrid, parsePrecision, schedule, sgd, startTraining } from "qat-core";
import { expectTensorClose } from "qat-core/testing";
import { openEngine } from "qat-engine";
import { describe, expect, test } from "vitest";
import { relaxed } from "../src/relaxed.ts";
import official from "./official-vectors.json" with { type: "json" };

await openEngine({ kind: "wasm" });

const linear = (start: number, end: number, period: number) => {
  const inWindow = schedule.within(start, end, schedule.linear(0, 1));
  // Its warm-up of two steps: the first three views are of the latent.
  const share = (progress: number) => (start > 0 && progress < 0.3 ? 0 : inWindow(progress));
  return relaxed({ schedule: "linear", share, hardFrom: end, period });
};

describe.each(official.prox)("the map $map at step $step", ({ map, step = 100, live }) => {
  test("gives its live weights through the rule", () => {
    const latents = [tf.tensor(official.latent)];
    const grid = { ...binaryCodeGrid(2), fit: () => tf.tensor2d([official.levels.lsbq_greedy_2]) };
    const setup = { precision: parsePrecision("w2a32"), grid, steps: 200, seed: 1 } as const;
    const rule = linear(0, map === "hard" ? 0 : 0.5, 10).weights(latents, setup);
    const at = { step, steps: 200, progress: step / 200, rate: 0.1, rateSum: 1 };
    expectTensorClose(rule.view(latents, at).live[0], live);
  });
});

describe.each(official.runs.runs)("the run of the map $map", ({ trajectory }) => {
  test("is reproduced step by step", () => {
    // The code's step t ends with the weights that step t + 1 here begins with: its window [0, 8) of 10 steps is [.1, .9).
    const variant = linear(0.1, 0.9, 3);
    const seen: tf.Tensor[] = [];
    const training = startTraining({
      network: {
        parameters: [{ name: "w", role: "weight", shape: [4], quantized: true, initialise: (s) => tf.zeros([...s]) }],
        activations: [],
        forward: (_, scope) => scope.parameter("w"),
      },
      variant: {
        ...variant,
        weights(latents, setup) {
          const rule = variant.weights(latents, setup);
          const view: typeof rule.view = (u, at) => {
            const { live } = rule.view(u, { ...at, steps: 10, progress: at.step / 10 });
            seen.push(...live.map((w) => tf.keep(tf.clone(w))));
            return { live };
          };
          return { ...rule, view };
        },
      },
      precision: parsePrecision("w1a32"),
      grid: binaryCodeGrid(1),
      initial: new Map([["w", tf.tensor(official.runs.w0)]]),
      optimizer: sgd({ momentum: 0.9 }),
      weightDecay: { weight: 0.01, bias: 0, norm: 0 },
      rate: () => 0.2,
      // One more than the code's ten: its last weights are what an eleventh step would begin with.
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
    trajectory.forEach(({ latent, live }, t) => {
      expectTensorClose(latents[t], latent, 2e-6);
      expectTensorClose(seen[t + 1], live, 2e-6);
    });
    expect(seen).toHaveLength(11);
  });
});
