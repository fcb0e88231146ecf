import { expect, test } from "vitest";
import { startStopwatch } from "../src/spans.ts";

test("stretches are nested, inner ones end first, and are taken once", () => {
  const stopwatch = startStopwatch();
  stopwatch.on = true;
  stopwatch.begin("step");
  expect(stopwatch.during("kernel", "Add", () => 7)).toBe(7);
  stopwatch.end();
  const spans = stopwatch.take();
  expect(spans.map(({ kind, name }) => [kind, name])).toEqual([
    ["kernel", "Add"],
    ["step", "step"],
  ]);
  const [inner, outer] = spans;
  expect(outer?.start).toBeLessThanOrEqual(inner?.start as number);
  expect(outer?.end).toBeGreaterThanOrEqual(inner?.end as number);
  expect(stopwatch.take()).toEqual([]);
});

test("a stretch ends where it throws", () => {
  const stopwatch = startStopwatch();
  stopwatch.on = true;
  const fail = () => {
    throw new Error("no");
  };
  expect(() => stopwatch.during("kernel", "Bad", fail)).toThrow("no");
  stopwatch.during("kernel", "Good", () => {});
  expect(stopwatch.take().map(({ name }) => name)).toEqual(["Bad", "Good"]);
});

test("off, it takes nothing", () => {
  const stopwatch = startStopwatch();
  stopwatch.begin("step");
  stopwatch.during("kernel", "Add", () => {});
  stopwatch.end();
  expect(stopwatch.take()).toEqual([]);
});
