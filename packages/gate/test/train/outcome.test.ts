import { expect, test } from "vitest";
import { outcomeOf, resolutionOf, unitOf } from "../../src/train/outcome.ts";
import { completedRecord, failedRecord, plannedCell } from "../fixtures/cells.ts";

const planned = plannedCell({});
const perplexity = (value: number) =>
  completedRecord(planned, value, {
    metric: { name: "perplexity", unit: "", direction: "lower", value, examples: 500 },
  });

test("shares are compared as they are", () => {
  expect(outcomeOf(completedRecord(planned, 91.25))).toEqual({
    status: "completed",
    score: 91.25,
    weightHash: "weights of 91.25",
  });
  expect(unitOf("%")).toBe("points");
});

test("other metrics are compared by their ratio: a per cent more is a point, wherever they stand", () => {
  const [low, more] = [20, 20.2].map((value) => outcomeOf(perplexity(value)));
  const [high, evenMore] = [200, 202].map((value) => outcomeOf(perplexity(value)));
  const difference = (a = low, b = more) =>
    a?.status === "completed" && b?.status === "completed" ? b.score - a.score : Number.NaN;
  // 100 ln 1.01
  expect(difference()).toBeCloseTo(0.99503, 5);
  expect(difference(high, evenMore)).toBeCloseTo(0.99503, 5);
  expect(unitOf("")).toBe("per cent");
});

test("what has no logarithm did not end well", () => {
  expect(outcomeOf(perplexity(0))).toEqual({ status: "failed", reason: "its perplexity is 0" });
  expect(outcomeOf(perplexity(-1))).toMatchObject({ status: "failed" });
});

test("a cell that did not complete says why", () => {
  expect(outcomeOf(failedRecord(planned, "out of memory"))).toEqual({ status: "failed", reason: "out of memory" });
});

test("the resolution is what one example is worth", () => {
  expect(resolutionOf([failedRecord(planned, "no"), completedRecord(planned, 90)])).toBe(0.01);
  expect(resolutionOf([perplexity(20)])).toBe(0.2);
  expect(resolutionOf([failedRecord(planned, "no")])).toBeGreaterThan(0);
});
