import { confidence } from "qat-claims";
import { pairedDifference } from "qat-stats";
import { type Comparison, type CompletedCell, cellsAt, isCompleted } from "./comparison.ts";
import { areReplicates } from "./scores.ts";

/** The rule by which a variant is marked, in words. */
export const bestRule =
  "Best: better than every other method of its task and precision by more than chance explains. All its runs completed, no figure of another is still missing, and each difference to another, paired by seed, lies on the better side with its whole interval (Student’s; together at 95 %, by Bonferroni). Elsewhere nobody is marked.";

/**
 * The variant that is shown to be better than every other at one precision; null where the runs do not show it, as for a
 * single seed. With k others each interval has confidence 1 - 0.05 / k, so that one that is not best is marked in at most
 * 2.5 % of comparisons.
 */
export function bestAt(comparison: Comparison, precision: string): string | null {
  const candidates = comparison.variants.filter((variant) => cellsAt(comparison, variant, precision).length > 0);
  const open = candidates.some((variant) => cellsAt(comparison, variant, precision).some(isOpen));
  const runsOf = (variant: string) => cellsAt(comparison, variant, precision).filter(isCompleted);
  const measured = candidates.filter((variant) => runsOf(variant).length > 0);
  if (open || measured.length < 2) return null;
  const level = 1 - (1 - confidence) / (measured.length - 1);
  const found = measured.find(
    (variant) =>
      cellsAt(comparison, variant, precision).every(isCompleted) &&
      measured.every((other) => other === variant || isShownBetter(comparison, runsOf(variant), runsOf(other), level)),
  );
  return found ?? null;
}

/** Whether a cell may yet get a figure: nobody is best while one is missing. */
function isOpen({ record }: Comparison["cells"][number]): boolean {
  return record === null || record.status === "failed" || record.status === "timed-out";
}

/** Where all differences are equal they show no spread to go by, and nothing is shown. */
function isShownBetter(
  { metric }: Comparison,
  runs: readonly CompletedCell[],
  others: readonly CompletedCell[],
  level: number,
): boolean {
  if (metric === null || !areReplicates(runs) || !areReplicates(others)) return false;
  const pairs = runs.flatMap((run) => {
    const other = others.find(({ cell }) => cell.seed === run.cell.seed);
    return other === undefined ? [] : [[run.record.metric.value, other.record.metric.value] as const];
  });
  if (pairs.length < 2) return false;
  const { low, high } = pairedDifference(
    pairs.map(([value]) => value),
    pairs.map(([, value]) => value),
    level,
  );
  return low < high && (metric.direction === "higher" ? low > 0 : high < 0);
}
