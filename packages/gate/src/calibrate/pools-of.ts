import { type CellRecord, cellId } from "qat-ledger";
import type { Definitions, PlannedCell } from "qat-runner";
import { median } from "qat-stats";
import type { Outcome } from "../decide/comparison.ts";
import { nameOf } from "../matrix/candidate.ts";
import { outcomeOf, resolutionOf } from "../train/outcome.ts";
import type { Pool } from "./pool.ts";

/** What cells alike but for their seeds have in common, as text. */
export type Alike = string;

/** The cells of a plan that are trained, those alike but for their seeds together, seeds in the plan's order. */
export function groupAlike(cells: readonly PlannedCell[]): Map<Alike, PlannedCell[]> {
  const groups = new Map<Alike, PlannedCell[]>();
  for (const planned of cells) {
    if (planned.skip !== undefined) continue;
    const id = cellId({ ...planned.cell, seed: 0 });
    groups.set(id, [...(groups.get(id) ?? []), planned]);
  }
  return groups;
}

/** How cells ended; null where any of them has no record, because training was interrupted. */
export function outcomesOf(
  cells: readonly PlannedCell[],
  records: ReadonlyMap<string, CellRecord>,
): readonly Outcome[] | null {
  const found = cells.flatMap(({ key }) => records.get(key) ?? []);
  return found.length < cells.length ? null : found.map(outcomeOf);
}

/**
 * The pool of cells alike.
 * @param cells at least one, all with a record
 */
export function poolOf(
  cells: readonly [PlannedCell, ...PlannedCell[]],
  records: ReadonlyMap<string, CellRecord>,
  { tasks }: Definitions,
): Pool {
  const { cell } = cells[0];
  const own = cells.flatMap(({ key }) => records.get(key) ?? []);
  const task = tasks.find(({ name }) => name === cell.task);
  const direction = task && "definition" in task ? task.definition.metric.direction : "higher";
  const seconds = own.flatMap((record) =>
    "seconds" in record ? [record.seconds.load + record.seconds.train + record.seconds.evaluate] : [],
  );
  return {
    comparison: {
      id: nameOf(cell),
      task: `${cell.task} ${cell.device}`,
      direction,
      resolution: resolutionOf(own),
    },
    runs: own.map(outcomeOf),
    seconds: seconds.length === 0 ? 0 : median(seconds),
  };
}
