import type { CalibratedScenario } from "./calibration.ts";

/** Two seeds, each at base and at head: less has no spread to go by. */
const cellsOfVerdict = 4;

/** Whether no gate could give a verdict on a kind of change, because its budget has no two seeds of each comparison. */
export function isMute({ comparisons, rate }: Pick<CalibratedScenario, "comparisons" | "rate">): boolean {
  return rate.cells < cellsOfVerdict * comparisons;
}
