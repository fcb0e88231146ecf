import type { PlannedCell } from "qat-runner";
import { differingParts, type Keyed } from "./differences.ts";

/** What a change has to do with a cell. */
export interface Reasons {
  /** Changed files that its program, or that of the float network it starts from, holds code of. */
  readonly files: readonly string[];
  /** Parts of its key that differ: program, packages (what it imports of package-lock.json), start (its float network). */
  readonly parts: readonly string[];
}

/**
 * @param changed files that differ between base and head; none where base is a ledger of no known commit
 * @param starts float cells of each side by their keys
 */
export function reasonsOf(
  base: Keyed & Partial<Pick<PlannedCell, "program" | "needs">>,
  head: PlannedCell,
  changed: readonly string[],
  starts: ReadonlyMap<string, PlannedCell>,
): Reasons {
  const programs = [base, head].flatMap((side) => [
    side.program,
    side.needs === undefined ? undefined : starts.get(side.needs)?.program,
  ]);
  const sources = new Set(programs.flatMap((program) => program?.sources ?? []));
  return {
    files: changed.filter((file) => sources.has(file)),
    parts: base.key === head.key ? [] : differingParts(base, head),
  };
}
