import type { Interval } from "qat-stats";
import type { Acceptance } from "../accepted/acceptance.ts";
import type { Outcome } from "../decide/comparison.ts";
import type { Verdict } from "../decide/verdict.ts";
import type { CellsAlike, MetricOf } from "../matrix/candidate.ts";
import type { Reasons } from "../matrix/reasons.ts";
import type { Unit } from "../train/outcome.ts";
import type { ByExample } from "./by-example.ts";
import type { TimeRatio } from "./time-ratio.ts";

/** The version of what `qat-bench gate --json` prints. */
export const gateResultVersion = 1;

/** What head is compared with, or head. */
export type SideNamed =
  | {
      readonly kind: "sources";
      /** As the command line names it. */
      readonly name: string;
      readonly commit: string | null;
      readonly dirty: boolean;
      readonly dirtyHash: string | null;
    }
  | { readonly kind: "ledger"; readonly folder: string };

/** A verdict, or that nothing which can change a result differs: then nothing was trained. */
export type GateVerdict = Verdict | { readonly kind: "unchanged" };

/** One cell of a pair as it ended. */
export type EndedCell = { readonly key: string; readonly startedAt: string; readonly value: number | null } & Outcome;

/** What a gate says of cells that are alike but for their seeds. */
export interface ComparisonResult {
  readonly id: string;
  readonly cell: CellsAlike;
  /** Null where the task does not load. */
  readonly metric: (MetricOf & { readonly marginIn: Unit }) | null;
  readonly verdict: GateVerdict;
  /** What the accepted regressions say; null for what is no regression, or is in none of them. */
  readonly acceptance: Acceptance | null;
  readonly reasons: Reasons;
  readonly seeds: readonly {
    readonly seed: number;
    readonly base: EndedCell;
    readonly head: EndedCell;
    readonly byExample: ByExample | null;
  }[];
  /**
   * The interval of the verdict's difference by the bootstrap, which supposes no normal distribution; it decides nothing. Null
   * where nothing was measured, and where the seeds are too few for that confidence.
   */
  readonly bootstrap: Interval | null;
  readonly time: TimeRatio | null;
}

/** The mean over a task's changed comparisons. */
export interface TaskResult {
  readonly task: string;
  readonly marginIn: Unit;
  readonly verdict: Verdict;
  /** Whether it is a regression of which accepted ones are a part: the mean cannot tell them from the rest. */
  readonly accepted: boolean;
}

/** How much was trained, and by what rules it is decided. */
export interface Effort {
  /** Wall time that training may take, and that it took. */
  readonly budgetSeconds: number;
  readonly spentSeconds: number;
  /** Cells that were trained, and cells whose records were there. */
  readonly trained: number;
  readonly reused: number;
  /** Seeds at each look, planned before any difference was seen. Empty where nothing had to be decided. */
  readonly counts: readonly number[];
}

/** Everything that a gate found: plain data. */
export interface GateResult {
  readonly version: typeof gateResultVersion;
  readonly at: string;
  readonly suite: string;
  readonly base: SideNamed;
  readonly head: SideNamed;
  readonly alpha: number;
  readonly margin: number;
  readonly effort: Effort;
  /** Files that differ; null where base is a ledger. */
  readonly changedFiles: readonly string[] | null;
  /** In the suite's order. */
  readonly comparisons: readonly ComparisonResult[];
  readonly tasks: readonly TaskResult[];
}
