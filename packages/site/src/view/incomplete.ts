import { groupBy, isCompleted, type Naming, outcomeWord, plural, sortPrecisions } from "qat-report/parts";
import type { Contest } from "../model/contest.ts";
import { cellPage } from "./context.ts";

/** What did not complete: nothing vanishes. */
export interface IncompleteView {
  readonly headline: string;
  readonly rows: readonly IncompleteRow[];
}

/** Cells of one variant that ended alike for one reason. */
export interface IncompleteRow {
  readonly outcome: string;
  readonly title: string;
  /** Separated by spaces. */
  readonly precisions: string;
  readonly task: string;
  readonly track: string;
  readonly device: string;
  readonly taskTitle: string;
  readonly seeds: string;
  readonly reason: string;
  readonly href: string;
}

export function viewIncomplete(contests: readonly Contest[], naming: Naming, root: string): IncompleteView {
  const rows = contests.flatMap((contest) => {
    const missing = contest.cells.filter((planned) => !isCompleted(planned));
    const alike = groupBy(missing, (planned) => {
      return JSON.stringify([planned.cell.variant, outcomeWord(planned), reasonOf(planned)]);
    });
    return [...alike.values()].flatMap((group): IncompleteRow[] => {
      const [first] = group;
      if (first === undefined) return [];
      const { cell } = first;
      return [
        {
          outcome: outcomeWord(first),
          title: naming.titleOf(cell.variant),
          precisions: sortPrecisions(group.map((planned) => planned.cell.precision)).join(" "),
          task: cell.task,
          track: cell.track,
          device: contest.device.id,
          taskTitle: contest.title,
          seeds: [...new Set(group.map((planned) => planned.cell.seed))].join(", "),
          reason: reasonOf(first),
          href: cellPage(cell, root),
        },
      ];
    });
  });
  const count = contests.flatMap(({ cells }) => cells).filter((planned) => !isCompleted(planned)).length;
  return { headline: count === 0 ? "Every cell completed." : `${plural(count, "cell")} did not complete.`, rows };
}

function reasonOf({ record }: Contest["cells"][number]): string {
  return record !== null && "reason" in record ? record.reason : "";
}
