import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { startClock } from "../src/cell/clock.ts";
import { startCurves } from "../src/cell/curves.ts";
import { seedsOf } from "../src/cell/seeds.ts";

const histogram = (step: number) => ({ step, lowest: -3, highest: 3, latent: [1], live: [1] });

describe("curves", () => {
  test("keep every point while they are short", () => {
    const curves = startCurves();
    curves.add("loss", 1, 2.5);
    curves.add("validation", 1, 50);
    curves.add("loss", 2, 1.5);
    expect(curves.all().curves).toEqual([
      {
        name: "loss",
        points: [
          [1, 2.5],
          [2, 1.5],
        ],
      },
      { name: "validation", points: [[1, 50]] },
    ]);
  });

  test("are thinned evenly where they grow long, and keep their first and last point", () => {
    const curves = startCurves();
    for (let step = 1; step <= 10_000; step++) curves.add("loss", step, 1 / step);
    const points = curves.all().curves[0]?.points ?? [];
    expect(points.length).toBeLessThanOrEqual(200);
    expect(points.length).toBeGreaterThan(90);
    expect(points[0]).toEqual([1, 1]);
    expect(points.at(-1)).toEqual([10_000, 1 / 10_000]);
    expect(points.map(([step]) => step)).toEqual(points.map(([step]) => step).toSorted((a, b) => a - b));
  });

  test("histograms are thinned likewise, to at most 20", () => {
    const curves = startCurves();
    for (let step = 0; step <= 1000; step += 10) curves.addHistogram(histogram(step));
    const steps = curves.all().histograms.map(({ step }) => step);
    expect(steps.length).toBeLessThanOrEqual(20);
    expect(steps.length).toBeGreaterThan(9);
    expect([steps[0], steps.at(-1)]).toEqual([0, 1000]);
    expect(steps).toEqual(steps.toSorted((a, b) => a - b));
  });

  test("go on from a checkpoint's without changing them", () => {
    const before = [{ name: "loss", points: [[1, 2]] as [number, number][] }];
    const curves = startCurves({ curves: before, histograms: [histogram(1)] });
    curves.add("loss", 2, 1);
    curves.addHistogram(histogram(2));
    expect(before[0]?.points).toHaveLength(1);
    expect(curves.all().histograms.map(({ step }) => step)).toEqual([1, 2]);
    expect(curves.all().curves[0]?.points).toEqual([
      [1, 2],
      [2, 1],
    ]);
  });
});

test("a clock counts each part by itself, on top of what a checkpoint had", async () => {
  const clock = startClock({ load: 1, train: 100, evaluate: 10 });
  await pause(20);
  clock.lap("train");
  clock.lap("evaluate");
  const { load, train, evaluate } = clock.seconds();
  expect(load).toBe(1);
  expect(train).toBeGreaterThanOrEqual(100.019);
  expect(evaluate - 10).toBeLessThan(train - 100);
});

describe("seeds", () => {
  const seeds = seedsOf({ task: "lenet5-mnist", seed: 1 });

  test("differ by purpose, task and repetition", () => {
    const others = [seedsOf({ task: "lenet5-mnist", seed: 2 }), seedsOf({ task: "another", seed: 1 })];
    const all = [seeds, ...others].flatMap(({ record }) => Object.values(record));
    expect(new Set(all).size).toBe(all.length);
  });

  test("are the same in every process: a published number", () => {
    expect(seeds.record).toMatchInlineSnapshot(`
      {
        "augmentation": 4136051942,
        "initial": 2083867010,
        "method": 3981266573,
        "order": 3216918903,
        "split": 3371230464,
      }
    `);
  });

  test("of augmentation differ by step", () => {
    expect(seeds.augmentation(1)).not.toBe(seeds.augmentation(2));
  });
});
