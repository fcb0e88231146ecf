import * as tf from "@tensorflow/tfjs-core";
import { openEngine } from "qat-engine";
import { task as mobilenet } from "qat-tasks/tasks/mobilenetv2-cifar100";
import { task as micro } from "qat-tasks/tasks/vit-micro-cifar10";
import { task as tiny } from "qat-tasks/tasks/vit-tiny-cifar10";
import { beforeAll, describe, expect, it } from "vitest";
import { stepsOf } from "../src/data/order.ts";
import { initialParameters } from "../src/layers/initialise.ts";
import type { Task } from "../src/task.ts";
import { initialStatistics, trainingScopeOf } from "./scope-of.ts";

beforeAll(async () => {
  await openEngine({ kind: "wasm" });
});

const countOf = ({ network }: Task) =>
  network.parameters.reduce((sum, { shape }) => sum + shape.reduce((product, length) => product * length, 1), 0);

describe("the tasks", () => {
  it.each([
    ["mobilenetv2-cifar100", mobilenet, 2_351_972, "cifar100"],
    ["vit-tiny-cifar10", tiny, 2_693_578, "cifar10"],
    ["vit-micro-cifar10", micro, 208_074, "cifar10"],
  ] as const)("%s has its folder's name, its network and its data", (name, task, parameters, data) => {
    expect([task.name, countOf(task), task.data.name]).toEqual([name, parameters, data]);
  });

  // The transformers' last matrix starts at zero. A smoothed guess costs the same as a guess.
  it.each([
    [mobilenet, 100, 1],
    [tiny, 10, 1e-5],
    [micro, 10, 1e-5],
  ] as const)("$name starts near the loss of a guess", async ({ network, loss }, classes, tolerance) => {
    const scope = trainingScopeOf(initialParameters(network, 1), initialStatistics(network));
    const images = tf.randomNormal([8, 32, 32, 3], 0, 1, "float32", 1);
    const labels = tf.tensor1d(
      Array.from({ length: 8 }, (_, i) => (i * 7) % classes),
      "int32",
    );
    const first = tf.tidy(() => loss(network.forward(images, scope), labels));
    expect(Math.abs(((await first.data())[0] as number) - Math.log(classes))).toBeLessThan(tolerance);
  });
});

describe("the recipes", () => {
  it("of the transformers warm up over a tenth, and let weights alone decay", () => {
    for (const { recipe } of [tiny, micro]) {
      expect([0, 0.05, 0.1, 0.55, 1].map((at) => Number(recipe.rate(at).toFixed(9)))).toEqual([0, 5e-4, 1e-3, 5e-4, 0]);
      expect(recipe.weightDecay).toEqual({ weight: 0.05, bias: 0, norm: 0 });
      expect(recipe.optimizer.name).toBe("adamw");
    }
    expect([tiny, micro].map(({ recipe }) => stepsOf(recipe, 351))).toEqual([35_100, 10_530]);
  });

  it("of MobileNetV2 is a cosine over 200 epochs, in which everything decays", () => {
    const { recipe } = mobilenet;
    expect([0, 0.5, 1].map((at) => Number(recipe.rate(at).toFixed(9)))).toEqual([0.1, 0.05, 0]);
    expect(recipe.weightDecay).toEqual({ weight: 5e-4, bias: 5e-4, norm: 5e-4 });
    expect(stepsOf(recipe, 351)).toBe(70_200);
  });
});
