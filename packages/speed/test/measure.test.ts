import { Readable } from "node:stream";
import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "qat-core";
import { expect, test } from "vitest";
import { answers } from "../src/driven.ts";
import { startMeasuring } from "../src/measure.ts";
import { openMeasured } from "../src/measured-engine.ts";
import { measureMethodOverhead } from "../src/method-overhead.ts";
import { type Model, models } from "../src/models.ts";
import { PARTS } from "../src/parts.ts";
import { measureRule } from "../src/rule-times.ts";
import { subjects } from "./subjects.ts";

const model = models.resnet8 as Model;
const options = { engine: "wasm", threads: 1, model, batchSize: 4, progress: 0.5 } as const;
const steps = 3;

test("threads on an engine that has one are refused", async () => {
  await expect(openMeasured("wasm", 2)).rejects.toThrow(InputError);
});

test("a training step is measured", async () => {
  const shares: { stage: string; share: number }[] = [];
  const { engine, measure, step } = await startMeasuring({ ...options, subject: subjects.hard });
  expect(engine.kind).toBe("wasm");
  const kernels = tf.getKernelsForBackend("wasm").map(({ kernelFunc }) => kernelFunc);
  const effort = { steps, onProgress: (progress: (typeof shares)[number]) => shares.push(progress) };
  const measured = await measure(effort, subjects.float);
  step.dispose();

  expect(measured.throughput.steps).toBe(steps);
  expect(measured.throughput.milliseconds).toMatchObject({ count: steps, confidence: 0.75 });
  expect(measured.overhead).toMatchObject({ against: subjects.float.name, rounds: steps });
  if ("unavailable" in measured.breakdown) throw new Error(measured.breakdown.unavailable);
  const { parts, milliseconds, kernels: times } = measured.breakdown;
  expect(Object.keys(parts)).toEqual([...PARTS]);
  expect(Object.values(parts).reduce((a, b) => a + b, 0)).toBeCloseTo(milliseconds, 6);
  for (const part of [
    "convolution",
    "normalisation",
    "elementwise",
    "optimizer",
    "method",
    "dispatch",
    "data",
  ] as const) {
    expect(parts[part]).toBeGreaterThan(0);
  }
  expect(times.find(({ kernel }) => kernel === "FusedBatchNormGradV3")?.calls).toBe(7);
  expect(tf.getKernelsForBackend("wasm").map(({ kernelFunc }) => kernelFunc)).toEqual(kernels);

  const stages = [...new Set(shares.map(({ stage }) => stage))];
  expect(stages).toEqual(["warming up", "throughput", "breakdown", "overhead, in alternation"]);
  for (const stage of stages) {
    const own = shares.filter((progress) => progress.stage === stage).map(({ share }) => share);
    expect([own[0], own.at(-1)]).toEqual([0, 1]);
  }
});

test("the float network has no overhead over itself to measure", async () => {
  const { measure, step } = await startMeasuring({ ...options, subject: subjects.float });
  const measured = await measure({ steps });
  step.dispose();
  expect(measured).not.toHaveProperty("overhead");
});

test("another program says how many steps are taken, line by line", async () => {
  const { step } = await startMeasuring({ ...options, subject: subjects.float });
  const at = step.training.step;
  const said: Record<string, unknown>[] = [];
  for await (const line of answers(step, Readable.from(["2", " 1 ", "soon", "0", "1e9"]))) said.push(JSON.parse(line));
  expect(step.training.step).toBe(at + 3);
  step.dispose();
  expect(said).toHaveLength(5);
  const [two, one, ...wrong] = said as [Record<string, number>, Record<string, number>, ...Record<string, unknown>[]];
  expect(two).toMatchObject({ steps: 2, loss: expect.any(Number), peakMemoryBytes: expect.any(Number) });
  expect(two.millisecondsAStep).toBe((two.milliseconds as number) / 2);
  expect(two.imagesPerSecond).toBeCloseTo(8000 / (two.milliseconds as number), 6);
  expect(one.steps).toBe(1);
  for (const { error } of wrong) expect(error).toContain("allowed is how many steps to take, 1 to 1000000");
});

test.each(Object.entries(subjects))("the weight rule of %s is timed by itself, and leaves nothing", (_, subject) => {
  const before = tf.memory().numTensors;
  const { forward, backward } = measureRule(subject, 0.5, { steps: 3 });
  for (const { mean, median, margin, calls } of [forward, backward]) {
    expect(calls).toBe(3);
    for (const time of [mean, median, margin]) expect(time).toBeGreaterThanOrEqual(0);
  }
  expect(tf.memory().numTensors).toBe(before);
});

test("a method's overhead is measured by itself, and leaves nothing", async () => {
  const before = tf.memory().numTensors;
  const sides = { subject: subjects.learning, reference: subjects.float };
  const overhead = await measureMethodOverhead(model, sides, { batchSize: 4, progress: 0.5, effort: { steps: 2 } });
  expect(overhead.rounds).toBe(2);
  expect(overhead.percent.low).toBeLessThanOrEqual(overhead.percent.high);
  expect(tf.memory().numTensors).toBe(before);
});
