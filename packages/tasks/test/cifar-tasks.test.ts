import * as tf from "@tensorflow/tfjs-core";
import type { ParameterRole } from "qat-core";
import { openEngine } from "qat-engine";
import { task as resnet20 } from "qat-tasks/tasks/resnet20-cifar10";
import { task as adam20 } from "qat-tasks/tasks/resnet20-cifar10-adam";
import { task as inner20 } from "qat-tasks/tasks/resnet20-cifar10-adam-inner";
import { task as cosine } from "qat-tasks/tasks/resnet20-cifar10-cosine";
import { task as resnet20Of100 } from "qat-tasks/tasks/resnet20-cifar100";
import { task as cosineOf100 } from "qat-tasks/tasks/resnet20-cifar100-cosine";
import { task as adam32 } from "qat-tasks/tasks/resnet32-cifar10-adam";
import { task as inner32 } from "qat-tasks/tasks/resnet32-cifar10-adam-inner";
import { task as adam44 } from "qat-tasks/tasks/resnet44-cifar10-adam";
import { task as inner44 } from "qat-tasks/tasks/resnet44-cifar10-adam-inner";
import { task as resnet56 } from "qat-tasks/tasks/resnet56-cifar10";
import { task as adam56 } from "qat-tasks/tasks/resnet56-cifar10-adam";
import { beforeAll, describe, expect, it } from "vitest";
import { stepsOf } from "../src/data/order.ts";
import { initialParameters } from "../src/layers/initialise.ts";
import type { Task } from "../src/task.ts";
import { initialStatistics, trainingScopeOf } from "./scope-of.ts";

const tasks = [resnet20, resnet56, resnet20Of100];
const outerWeights = ["conv/kernel", "dense/kernel"];
const projections = ["stage2/block1/shortcut/kernel", "stage3/block1/shortcut/kernel"];

beforeAll(async () => {
  await openEngine({ kind: "wasm" });
});

/** Parameters of one role. */
function count({ network }: Task, role: ParameterRole): number {
  const sizes = network.parameters
    .filter((spec) => spec.role === role)
    .map(({ shape }) => shape.reduce((product, length) => product * length, 1));
  return sizes.reduce((sum, size) => sum + size, 0);
}

describe("the networks", () => {
  // Of ResNet-20 PARQ's own grouping has 698 parameters without decay and 688 scales of batch normalisation with it.
  it.each([
    ["resnet20-cifar10", resnet20, [268_336, 698, 688]],
    ["resnet56-cifar10", resnet56, [848_944, 2_042, 2_032]],
    ["resnet20-cifar100", resnet20Of100, [268_336 + 90 * 64, 698 + 90, 688]],
  ] as const)("of %s has these weights, biases and scales; every weight is quantized", (name, task, expected) => {
    expect(task.name).toBe(name);
    expect((["weight", "bias", "norm"] as const).map((role) => count(task, role))).toEqual(expected);
    for (const { role, quantized } of task.network.parameters) expect(quantized).toBe(role === "weight");
  });

  // Projections add 1 x 1 x (16 x 32 + 32 x 64) = 2,560 weights and 96 scales and offsets to those of the depth.
  it.each([
    ["resnet20-cifar10-cosine", cosine, [268_336, 698 + 64, 688 + 64], outerWeights],
    ["resnet20-cifar100-cosine", cosineOf100, [268_336 + 90 * 64, 698 + 64 + 90, 688 + 64], outerWeights],
    ["resnet20-cifar10-adam", adam20, [270_896, 794, 784], projections],
    ["resnet32-cifar10-adam", adam32, [464_432, 1_242, 1_232], projections],
    ["resnet44-cifar10-adam", adam44, [657_968, 1_690, 1_680], projections],
    ["resnet56-cifar10-adam", adam56, [851_504, 2_138, 2_128], projections],
    ["resnet20-cifar10-adam-inner", inner20, [270_896, 794, 784], [...outerWeights, ...projections]],
    ["resnet32-cifar10-adam-inner", inner32, [464_432, 1_242, 1_232], [...outerWeights, ...projections]],
    ["resnet44-cifar10-adam-inner", inner44, [657_968, 1_690, 1_680], [...outerWeights, ...projections]],
  ] as const)(
    "of %s has these weights, biases and scales, and leaves what its paper leaves float",
    (name, task, expected, float) => {
      expect(task.name).toBe(name);
      expect((["weight", "bias", "norm"] as const).map((role) => count(task, role))).toEqual(expected);
      const left = task.network.parameters.filter(({ role, quantized }) => role === "weight" && !quantized);
      expect(left.map((spec) => spec.name).sort()).toEqual([...float].sort());
      expect(task.network.parameters.filter(({ role, quantized }) => role !== "weight" && quantized)).toEqual([]);
    },
  );

  // Of ResNet-56 it starts higher: each of its 27 blocks adds to what reaches the dense layer.
  it.each([resnet20, resnet20Of100, cosine, cosineOf100, adam20])(
    "$name has a loss that starts below twice that of a guess",
    async ({ network, loss, data }) => {
      const classes = data.name === "cifar100" ? 100 : 10;
      const scope = trainingScopeOf(initialParameters(network, 1), initialStatistics(network));
      const images = tf.randomNormal([16, 32, 32, 3], 0, 1, "float32", 1);
      const labels = tf.tensor1d(
        Array.from({ length: 16 }, (_, i) => (i * 7) % classes),
        "int32",
      );
      const first = tf.tidy(() => loss(network.forward(images, scope), labels));
      expect((await first.data())[0]).toBeLessThan(2 * Math.log(classes));
    },
  );
});

describe("the recipe", () => {
  it.each(tasks)("of $name divides the rate after epochs 80, 120 and 150 of 200, whatever the budget", ({ recipe }) => {
    const at = (epoch: number) => recipe.rate(epoch / 200);
    const rates = [0, 79, 80, 119, 120, 149, 150, 199].map(at);
    for (const [i, rate] of [0.1, 0.1, 0.01, 0.01, 1e-3, 1e-3, 1e-4, 1e-4].entries()) {
      expect(rates[i]).toBeCloseTo(rate, 12);
    }
    const steps = stepsOf(recipe, 351);
    expect(steps).toBe(70_200);
    const few = stepsOf(recipe, 351, 0.05);
    expect(recipe.rate((0.6 * few) / few)).toBe(recipe.rate((0.6 * steps) / steps));
    expect(recipe.weightDecay).toEqual({ weight: 2e-4, bias: 0, norm: 2e-4 });
  });
});

describe("the recipe of transition rate scheduling", () => {
  it.each([cosine, cosineOf100])("is a cosine from 0.1 to 0 over 78,000 steps in $name", ({ recipe }) => {
    expect([0, 0.25, 0.5, 1].map(recipe.rate)).toEqual(
      [0.1, 0.05 * (1 + Math.SQRT1_2), 0.05, 0].map((rate) => expect.closeTo(rate, 12)),
    );
    expect(stepsOf(recipe, 195)).toBe(78_000);
    expect(recipe).toMatchObject({ batchSize: 256, weightDecay: { weight: 1e-4, bias: 0, norm: 0 } });
  });
});

describe("ProxQuant's recipe", () => {
  it.each([
    [[adam20, adam32, adam44, adam56], { epochs: 300, batchSize: 128 }],
    [[inner20, inner32, inner44], { epochs: 600, batchSize: 256 }],
  ])("is Adam at a constant rate, without decay: %#", (members, expected) => {
    for (const { recipe } of members) {
      expect([0, 0.4, 0.99].map(recipe.rate)).toEqual([0.01, 0.01, 0.01]);
      expect(recipe.optimizer.name).toBe("adam");
      expect(recipe).toMatchObject({ ...expected, weightDecay: { weight: 0, bias: 0, norm: 0 } });
    }
  });
});
