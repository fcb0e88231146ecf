import type { Cell, CellRecord, CompletedRecord } from "qat-ledger";

/** One comparison over the commits that covered it: cells alike but for the seed, trained on equal data and engines. */
export interface ComparisonHistory {
  /** The same for the same comparison, whatever ledger it is read from: 32 hexadecimal digits. */
  readonly id: string;
  readonly cell: ComparedCell;
  /** What accuracy depends on of the engine. */
  readonly engine: CellRecord["engine"];
  /** The name of the data. */
  readonly data: string;
  /** Null where no cell of it ever completed. */
  readonly metric: Pick<CompletedRecord["metric"], "name" | "unit" | "direction"> | null;
  /** Oldest first; commits between which nothing changed that can matter are one point. */
  readonly points: readonly ComparisonPoint[];
  /** Oldest first. */
  readonly changes: readonly Change[];
}

/** What the cells of a comparison have in common. */
export type ComparedCell = Omit<Cell, "seed">;

/** What neighbouring commits found, to which nothing that can change the result was changed. */
export interface ComparisonPoint {
  /** At least one, oldest first. */
  readonly commits: readonly CoveredCommit[];
  /**
   * Names of the key's parts that are others than at the point before: `program`, `packages`, `start` and so on; none at
   * the first point.
   */
  readonly changed: readonly string[];
  /** By seed, rising. */
  readonly seeds: readonly SeedResult[];
  /** Over the values of `seeds` that are evidence; null where none is. */
  readonly mean: number | null;
  /** Their standard deviation; null for fewer than two. */
  readonly deviation: number | null;
}

/** Sources that a run covered the comparison at. */
export interface CoveredCommit {
  readonly commit: string | null;
  /** Whether there were changes that no commit holds. */
  readonly dirty: boolean;
  /** When a run of these sources first covered it. */
  readonly at: string;
}

/** What one seed came to. */
export interface SeedResult {
  readonly seed: number;
  readonly key: string;
  readonly status: CellRecord["status"];
  /** The metric's; null where the cell did not complete. */
  readonly value: number | null;
  readonly weightHash: string | null;
  /**
   * Whether the value counts: it does not where another seed of the point, or the same seed at the point before, ended in
   * the same weights, for that is one run and not two.
   */
  readonly isEvidence: boolean;
}

/** Where a comparison became another. */
export interface Change {
  /**
   * `drop` and `rise`: the metric's mean became worse, or better. `fails`: the first cell that did not complete, where all
   * had; `completes`: all did again.
   */
  readonly kind: "drop" | "rise" | "fails" | "completes";
  /** Index of the first point that is of it. */
  readonly point: number;
  /** Index of the point by which it had shown: for a drop or rise, enough values had come by then. */
  readonly shownBy: number;
  /** The first commit of it. */
  readonly since: CoveredCommit;
  /** The last commit before: for a drop or a failure, the last good one. */
  readonly lastBefore: CoveredCommit;
  /** For a drop or rise, what it is of and how sure; null for the others. */
  readonly step: Step | null;
}

/** A step of the metric's mean. */
export interface Step {
  /** The mean since the step before, or the start. */
  readonly before: number;
  /** The mean from the step to where it had shown. */
  readonly after: number;
  /** The p value of the step by itself; how small it must be is said in `changePoints` of qat-stats. */
  readonly p: number;
}
