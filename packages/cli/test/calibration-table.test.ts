import type { CalibratedScenario, Calibration } from "qat-gate/calibration";
import { expect, test } from "vitest";
import { calibrationTable } from "../src/gate/calibration-table.ts";

const rate = {
  ...{ replays: 200, alarms: 3, low: 0.003, high: 0.043, cells: 40, methods: [] },
  overPools: { low: 0, high: 0.05, pools: 100, replays: 20 },
};
const unchanged: CalibratedScenario = {
  ...{ kind: "unchanged", name: "one method", description: "The same code.", shift: null, effect: null },
  ...{ comparisons: 4, runs: 24, rate },
};

function calibration(scenarios: readonly CalibratedScenario[]): Calibration {
  return {
    ...{ version: 2, at: "2026-01-02T03:04:05.000Z", commit: "c".repeat(40), suite: "pr", seeds: 6, runs: 24 },
    setting: { alpha: 0.05, margin: 0.5, budgetSeconds: 900, slots: 2 },
    hardware: "a processor",
    scenarios: [...scenarios],
    noise: [{ comparison: "ste digits w2a32 wasm", deviation: 0.314, seconds: 20.04, completed: 6 }],
  };
}

test("rates stand with their counts and intervals, and by method where it was one after the other", () => {
  const methods = [{ method: "parq", replays: 100, alarms: 2 }];
  const table = calibrationTable(calibration([{ ...unchanged, rate: { ...rate, methods } }]));
  expect(table).toMatch(/^gate at alpha 0.05, margin 0.5, 15 minutes of training, 2 cells at once; 6 seeds, 24 cells/);
  expect(table).toMatch(/^unchanged +one method +4 +24 +200 +1\.5 % +0\.3 % to 4\.3 % +0\.0 % to 5\.0 % *$/m);
  expect(table).toContain("unchanged, one method: parq 2.0 %");
  expect(table).toMatch(/^ste digits w2a32 wasm +6 +0\.31 +20\.0 *$/m);
  expect(table).not.toContain("no verdict");
});

test("changes of which no gate has two seeds are named, for 0 % there says nothing", () => {
  const few = { ...rate, alarms: 0, cells: 15 };
  const table = calibrationTable(
    calibration([
      unchanged,
      { ...unchanged, kind: "shift", name: "every method", shift: 0.5, rate: few },
      { ...unchanged, kind: "mutant", name: "scale-doubled", effect: -8.349, rate: few },
    ]),
  );
  expect(table).toContain(
    "no verdict, for the time has no two seeds of each (a longer --budget has): shift -0.5 in every method, mutant -8.35 in scale-doubled",
  );
});
