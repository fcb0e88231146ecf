import { expect, test } from "vitest";
import { overheadOf } from "../src/overhead.ts";
import { throughputOf } from "../src/throughput.ts";

test("an overhead is the mean of the rounds' differences, in per cent of the reference's mean step", () => {
  // Differences 4, 2, 3; mean 3, deviation 1, t(.975, 2) = 4.303: 3 -+ 4.303 / sqrt(3) = 3 -+ 2.484; reference mean 50.
  const { milliseconds, percent, ...rest } = overheadOf([54, 42, 63], [50, 40, 60]);
  expect(rest).toEqual({ rounds: 3, subject: 53, reference: 50 });
  expect(milliseconds.estimate).toBe(3);
  expect(milliseconds.low).toBeCloseTo(0.516, 3);
  expect(percent.estimate).toBe(6);
  expect(percent.low).toBeCloseTo(1.032, 3);
  expect(percent.high).toBeCloseTo(10.968, 3);
});

test("what both sides of a round share cancels: a machine that slows down does not widen the interval", () => {
  const reference = [100, 200, 300, 400];
  const { percent } = overheadOf(
    reference.map((time) => time + 5),
    reference,
  );
  expect(percent).toMatchObject({ estimate: 2, low: 2, high: 2, count: 4 });
});

test("one round shows no spread, and is refused", () => {
  expect(() => overheadOf([1], [1])).toThrow("at least 2 values");
});

test("images a second follow from the median time, and their interval turns around", () => {
  const { steps, milliseconds, imagesPerSecond } = throughputOf([100, 50, 200, 125, 80, 160], 2, 10);
  expect(steps).toBe(12);
  expect(milliseconds).toMatchObject({ estimate: 112.5, low: 50, high: 200 });
  expect(imagesPerSecond).toMatchObject({ low: 50, high: 200, count: 6 });
  expect(imagesPerSecond.estimate).toBeCloseTo(10_000 / 112.5, 12);
});
