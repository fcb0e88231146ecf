import type { PlannedCell } from "../input.ts";
import { isCompleted } from "./comparison.ts";
import { plural } from "./format.ts";
import { groupBy } from "./group-by.ts";
import type { OutcomeView } from "./links.ts";

const words = {
  completed: "completed",
  diverged: "diverged",
  disqualified: "disqualified",
  failed: "failed",
  "timed-out": "timed out",
  skipped: "skipped",
  missing: "not run yet",
} as const;

/** What became of a cell, in a word. */
export function outcomeWord({ record }: PlannedCell): string {
  return words[record?.status ?? "missing"];
}

/**
 * One word for each way in which some of the cells did not complete, leading to the first of them.
 * @param suitePage what stands before the fragment of a link to the suite's page
 */
export function outcomesOf(cells: readonly PlannedCell[], suitePage: string): OutcomeView[] {
  const incomplete = cells.filter((planned) => !isCompleted(planned));
  return [...groupBy(incomplete, outcomeWord)].flatMap(([word, group]) => {
    const [first] = group;
    if (first === undefined) return [];
    const count = cells.length === 1 ? "" : `${group.length} `;
    return [{ word: `${count}${word}`, href: `${suitePage}#${incompleteId(first)}` }];
  });
}

/** `1 failed, 3 skipped` */
export function countOutcomes(cells: readonly PlannedCell[]): string {
  return [...groupBy(cells, outcomeWord)].map(([word, group]) => `${group.length} ${word}`).join(", ");
}

/** Id of a cell's entry in the list of what did not complete. */
export function incompleteId(planned: PlannedCell): string {
  return `incomplete-${planned.key}`;
}

/** Id of a cell's details. */
export function cellId(planned: PlannedCell): string {
  return `cell-${planned.key}`;
}

/** `n = 2 of 3 seeds`; a single run says so. */
export function describeRuns(completed: number, planned: number): string {
  if (completed === planned) return `n\u00a0=\u00a0${completed}`;
  return `n\u00a0=\u00a0${completed} of ${plural(planned, "seed")}`;
}
