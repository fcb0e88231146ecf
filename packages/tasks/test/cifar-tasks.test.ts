import * as tf from "@tensorflow/tfjs-core";
import type { ParameterRole } from "qat-core";
import { openEngine } from "qat-engine";
import { task as resnet20 } from "qat-tasks/tasks/resnet20-cifar10";
import { task as resnet20Of100 } from "qat-tasks/tasks/resnet20-cifar100";
import { task as resnet56 } from "qat-tasks/tasks/resnet56-cifar10";
import { beforeAll, describe, expect, it } from "vitest";
import { stepsOf } from "../src/data/order.ts";
import { initialParameters } from "../src/layers/initialise.ts";
import type { Task } from "../src/task.ts";
import { initialStatistics, trainingScopeOf } from "./scope-of.ts";

const tasks = [resnet20, resnet56, resnet20Of100];

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

  // Of ResNet-56 it starts higher: each of its 27 blocks adds to what reaches the dense layer.
  it.each([resnet20, resnet20Of100])(
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
