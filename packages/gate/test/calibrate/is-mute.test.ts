import { expect, test } from "vitest";
import { isMute } from "../../src/calibration.ts";

const rate = { replays: 100, alarms: 0, low: 0, high: 0.04, methods: [] };
const overPools = { low: 0, high: 0, pools: 100, replays: 10 };

test.each([
  ["one seed of each of 28 comparisons", 28, 56, true],
  ["two seeds of each", 28, 112, false],
  ["none at all", 4, 0, true],
  ["six seeds of some, of two comparisons", 2, 12.5, false],
])("%s", (_, comparisons, cells, expected) => {
  expect(isMute({ comparisons, rate: { ...rate, overPools, cells } })).toBe(expected);
});
