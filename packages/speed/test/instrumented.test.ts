import * as tf from "@tensorflow/tfjs-core";
import { openEngine } from "qat-engine";
import { describe, expect, test } from "vitest";
import { timeKernels } from "../src/kernels.ts";
import { models } from "../src/models.ts";
import { type Span, type Stopwatch, startStopwatch } from "../src/spans.ts";
import type { Subject } from "../src/subject.ts";
import { syntheticExamples } from "../src/synthetic-examples.ts";
import { timedVariant } from "../src/timed-variant.ts";
import { startStep, takeSteps } from "../src/training-step.ts";
import { subjects } from "./subjects.ts";

await openEngine({ kind: "wasm" });

const model = models.lenet5 as NonNullable<(typeof models)[string]>;
const examples = syntheticExamples(model, 4);
const kernelsNow = () =>
  new Map(tf.getKernelsForBackend("wasm").map((kernel) => [kernel.kernelName, kernel.kernelFunc]));

/** Every variable after three steps, and what a stopwatch saw of them. */
async function train(subject: Subject, stopwatch?: Stopwatch): Promise<{ values: number[][]; spans: Span[] }> {
  const variant = stopwatch ? timedVariant(subject.variant, stopwatch) : subject.variant;
  const run = startStep(model, { ...subject, variant }, examples, 4);
  const restore = stopwatch && timeKernels(stopwatch);
  if (stopwatch) stopwatch.on = true;
  stopwatch?.begin("step");
  await takeSteps(run, 3);
  stopwatch?.end();
  if (stopwatch) stopwatch.on = false;
  restore?.();
  const values = Object.values(run.training.variables).map((variable) => [...variable.dataSync()]);
  run.dispose();
  return { values, spans: stopwatch?.take() ?? [] };
}

describe.each(Object.entries(subjects))("%s", (_, subject) => {
  test("trains to the same bits with its kernels and hooks timed", async () => {
    const plain = await train(subject);
    const timed = await train(subject, startStopwatch());
    expect(timed.values).toEqual(plain.values);
    expect(plain.values.length).toBeGreaterThan(10);
  });

  test("the phases of each step are there, in their order", async () => {
    const { spans } = await train(subject, startStopwatch());
    const phases = spans
      .filter(({ kind }) => kind === "method" || kind === "optimizer")
      .sort((a, b) => a.start - b.start)
      .map(({ name }) => name);
    const { pullback, settles } = hooksOf(subject);
    const aStep = ["view", ...(pullback ? ["pullback"] : []), "optimizer", ...(settles ? ["settle"] : [])];
    expect(phases).toEqual([...aStep, ...aStep, ...aStep]);
    expect(spans.filter(({ name }) => name === "Conv2D").length).toBeGreaterThanOrEqual(6);
  });
});

function hooksOf({ variant, precision, grid }: Subject): { pullback: boolean; settles: boolean } {
  const latents = [tf.ones([2, 2])];
  const rule = variant.weights(latents, { precision, grid, steps: 1, seed: 1 });
  const { pullback } = rule.view(latents, { step: 0, steps: 1, progress: 0, rate: 0, rateSum: 0 });
  return { pullback: pullback !== undefined, settles: rule.settle !== undefined };
}

test("kernels are those of before once they are put back", () => {
  const before = kernelsNow();
  const stopwatch = startStopwatch();
  const restore = timeKernels(stopwatch);
  expect(kernelsNow().get("Add")).not.toBe(before.get("Add"));
  restore();
  expect(kernelsNow()).toEqual(before);
  stopwatch.on = true;
  tf.add(1, 2).dispose();
  expect(stopwatch.take()).toEqual([]);
});

test("every kernel that runs is seen, and those that it calls within it", () => {
  const stopwatch = startStopwatch();
  const restore = timeKernels(stopwatch);
  stopwatch.on = true;
  tf.tidy(() => tf.softmax(tf.tensor([[1, 2, 3]])));
  restore();
  expect(stopwatch.take().map(({ name }) => name)).toContain("Softmax");
});
