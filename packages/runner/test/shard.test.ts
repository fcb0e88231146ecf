import { expect, test } from "vitest";
import { type Plan, type PlannedCell, shardKeys } from "../src/index.ts";

/** A plan of cells of which nothing matters but their keys and whether they are skipped. */
function planOf(count: number, skipped: readonly number[] = []): Plan {
  const cells = Array.from({ length: count }, (_, i) => ({
    key: String(i),
    ...(skipped.includes(i) ? { skip: "not today" } : {}),
  }));
  return { cells: cells as PlannedCell[] } as unknown as Plan;
}

const shares = (plan: Plan, count: number) =>
  Array.from({ length: count }, (_, i) => [...shardKeys(plan, { index: i + 1, count })]);

test("by hand: ten cells are dealt to three", () => {
  expect(shares(planOf(10), 3)).toEqual([
    ["0", "3", "6", "9"],
    ["1", "4", "7"],
    ["2", "5", "8"],
  ]);
});

test("what is skipped takes no one's turn", () => {
  expect(shares(planOf(6, [1, 2, 3]), 2)).toEqual([
    ["0", "5", "1", "3"],
    ["4", "2"],
  ]);
});

test.each([
  [1, 7],
  [4, 7],
  [7, 7],
  [9, 7],
])("shares of %i together have each of %i cells once, and differ by one at most", (count, cells) => {
  const dealt = shares(planOf(cells), count);
  expect(dealt.flat().sort()).toEqual(planOf(cells).cells.map(({ key }) => key));
  const sizes = dealt.map(({ length }) => length);
  expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
});
