import * as tf from "@tensorflow/tfjs-core";
import { openEngine } from "qat-engine";
import { expect, test } from "vitest";
import { type Model, models } from "../src/models.ts";
import { syntheticExamples } from "../src/synthetic-examples.ts";
import { firstStep, startStep, takeSteps } from "../src/training-step.ts";
import { subjects } from "./subjects.ts";

await openEngine({ kind: "wasm" });

const named = (name: string) => models[name] as Model;

/** A stage of n blocks and width w has 18 n w^2 weights, 9 w^2 / 2 fewer where it doubles the width, and 4 n w of norms. */
const residual = (n: number) =>
  464 + (18 * 256 + 64) * n + (18 * 1024 + 128) * n - 4608 + (18 * 4096 + 256) * n - 18_432 + 650;

test.each([
  ["lenet5", 156 + 2416 + 48_120 + 10_164 + 850],
  ["resnet8", residual(1)],
  ["resnet20", 269_722],
  ["resnet56", 853_018],
  ["mobilenetv2", 3_504_872 - 990 * 1281],
  ["vit-tiny", 2_693_578],
  ["vit-micro", 208_074],
])("%s has %d parameters", (name, expected) => {
  const { parameters } = named(name).network();
  expect(parameters.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0)).toBe(expected);
  expect([residual(3), residual(9)]).toEqual([269_722, 853_018]);
});

test("synthetic examples are the same every time, bytes made zero in the mean, labels of every class", () => {
  const [one, two] = [syntheticExamples(named("resnet8"), 64), syntheticExamples(named("resnet8"), 64)];
  expect(one.count).toBe(2048);
  const [a, b] = [one, two].map((examples) => examples.batch(Uint32Array.from({ length: 64 }, (_, i) => i)));
  expect(a?.input.shape).toEqual([64, 32, 32, 3]);
  expect([...(a?.input.dataSync() ?? [])]).toEqual([...(b?.input.dataSync() ?? [])]);
  expect(Math.abs(tf.mean(a?.input as tf.Tensor).dataSync()[0] as number)).toBeLessThan(0.02);
  expect([...new Set(a?.target.dataSync())].sort((x, y) => x - y)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test("a batch may be larger than the images that there usually are", () => {
  expect(syntheticExamples(named("lenet5"), 5000).count).toBe(5000);
});

test("training goes on where progress says, keeps its memory, and leaves none", async () => {
  const before = tf.memory().numTensors;
  const step = startStep(named("lenet5"), subjects.learning, syntheticExamples(named("lenet5"), 4), 4);
  await firstStep(step, 0.5);
  expect(step.training.step).toBe(500_000);
  await takeSteps(step, 2);
  const during = tf.memory().numTensors;
  const { milliseconds, loss } = await takeSteps(step, 3);
  expect(step.training.step).toBe(500_005);
  expect(milliseconds).toBeGreaterThan(0);
  expect(Number.isFinite(loss)).toBe(true);
  expect(tf.memory().numTensors).toBe(during);
  step.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test("at the start of training, the next step is the second", async () => {
  const step = startStep(named("lenet5"), subjects.hard, syntheticExamples(named("lenet5"), 4), 4);
  await firstStep(step, 0);
  expect(step.training.step).toBe(1);
  step.dispose();
});
