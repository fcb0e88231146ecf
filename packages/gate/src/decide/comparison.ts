/** Cells that are alike but for their seeds, trained at base and at head. */
export interface Comparison {
  /** Names it among the others. */
  readonly id: string;
  /** Comparisons of one task have scores of one unit. */
  readonly task: string;
  /** Which scores are better. */
  readonly direction: "higher" | "lower";
  /** What one test example is worth, in the unit of the scores: no difference is known better. Above 0. */
  readonly resolution: number;
}

/** How one cell ended, as far as a verdict depends on it. */
export type Outcome =
  | { readonly status: "completed"; readonly score: number; readonly weightHash: string }
  | { readonly status: "diverged" | "failed" | "timed-out" | "disqualified" | "skipped"; readonly reason: string };

/** One seed, trained at base and at head: the unit of evidence. */
export interface Pair {
  readonly seed: number;
  readonly base: Outcome;
  readonly head: Outcome;
}
