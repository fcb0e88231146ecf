import { expect, test } from "vitest";
import { planCounts } from "../../src/index.ts";

test.each([
  [24, [6, 12, 24]],
  [100, [6, 12, 24]],
  [12, [3, 6, 12]],
  [7.9, [4, 7]],
  [6, [3, 6]],
  [5, [3, 5]],
  [4, [4]],
  [3, [3]],
  // Too little for any verdict: the budget ends it, not the plan.
  [0.3, [2]],
])("a budget for %d seeds is looked at after %j", (affordable, counts) => {
  expect(planCounts(affordable)).toEqual(counts);
});
