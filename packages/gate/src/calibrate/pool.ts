import type { Comparison, Outcome } from "../decide/comparison.ts";

/** What many seeds of a comparison's cells ended as, at one state of the code: replays draw from it. */
export interface Pool {
  readonly comparison: Comparison;
  /** The i-th run of every pool is of the same seed. At least two. */
  readonly runs: readonly Outcome[];
  /** Median duration of one of its cells: what else the machine did meanwhile moves a mean. */
  readonly seconds: number;
}

/** A change that the gate is tried on: what it touches, and what head then is. */
export interface Change {
  readonly pools: readonly Pool[];
  /** The method whose cells these are; absent where they are several methods'. */
  readonly method?: string;
  /**
   * What head ends as with the i-th seed. Where it is absent, head is base, with other seeds: nothing changed.
   */
  readonly headOf?: (pool: Pool, run: number) => Outcome;
  /** Whether base and head are trained with the same seeds, as a gate does, or with other ones. */
  readonly paired: boolean;
}
