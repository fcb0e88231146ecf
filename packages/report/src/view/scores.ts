import { confidence } from "qat-claims";
import { type Interval, mean, tInterval } from "qat-stats";
import { type Comparison, type CompletedCell, cellsAt, isCompleted } from "./comparison.ts";

/** The completed runs of one variant at one precision, as one figure. */
export interface Score {
  readonly variant: string;
  readonly precision: string;
  readonly runs: readonly CompletedCell[];
  readonly planned: number;
  /** Of the metric, over the runs. */
  readonly mean: number;
  /** Student's, of the mean; null for a single run. */
  readonly interval: Interval | null;
}

/** Null where no run completed. */
export function scoreAt(comparison: Comparison, variant: string, precision: string): Score | null {
  const cells = cellsAt(comparison, variant, precision);
  const runs = cells.filter(isCompleted);
  if (runs.length === 0) return null;
  const values = runs.map(({ record }) => record.metric.value);
  return {
    variant,
    precision,
    runs,
    planned: cells.length,
    mean: mean(values),
    interval: areReplicates(runs) ? tInterval(values, confidence) : null,
  };
}

/** Whether runs show what chance does: several, none of which ended in the weights of another. */
export function areReplicates(runs: readonly CompletedCell[]): boolean {
  return runs.length > 1 && new Set(runs.map(({ record }) => record.weightHash)).size === runs.length;
}
