import type { ComparisonResult, GateResult } from "./gate-result.ts";

/** What a change has to do with the suite's cells. */
export interface Touched {
  /** Comparisons whose key differs: those that are trained. */
  readonly trained: readonly ComparisonResult[];
  /** Changed files that programs of unchanged comparisons hold: their comments, types or layout changed. */
  readonly withoutEffect: readonly string[];
  /** How many changed files no program of any comparison holds; null where the files are not known. */
  readonly elsewhere: number | null;
}

/** Sorts the changed files by what they do. */
export function touchedBy({ comparisons, changedFiles }: Pick<GateResult, "comparisons" | "changedFiles">): Touched {
  const isUnchanged = ({ verdict }: ComparisonResult) => verdict.kind === "unchanged";
  const reaching = new Set(comparisons.flatMap(({ reasons }) => reasons.files));
  const effective = new Set(comparisons.filter((each) => !isUnchanged(each)).flatMap(({ reasons }) => reasons.files));
  return {
    trained: comparisons.filter(({ reasons }) => reasons.parts.length > 0),
    withoutEffect: [...reaching].filter((file) => !effective.has(file)).sort(),
    elsewhere: changedFiles === null ? null : changedFiles.filter((file) => !reaching.has(file)).length,
  };
}
