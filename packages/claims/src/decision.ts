import type { Cell } from "qat-ledger";
import type { Interval } from "qat-stats";
import type { Claim } from "./claim.ts";
import type { Threshold } from "./threshold.ts";

/** What the records say about a claim on one device. */
export type Decision = MeasuredClaim | UnmeasuredClaim;

export type Verdict = Decision["verdict"];

interface DecidedClaim {
  readonly claim: Claim;
  readonly device: Cell["device"];
  readonly threshold: Threshold;
  /** What is measured, in words. */
  readonly figure: string;
}

export interface MeasuredClaim extends DecidedClaim {
  readonly verdict: "reproduced" | "not reproduced" | "undecided";
  /** Of the mean difference, or of the mean of the variant's own figure. */
  readonly interval: Interval;
  /** The figure's: `%` or nothing. */
  readonly unit: string;
  /** The figures that the interval rests on, one entry a seed. */
  readonly replicates: readonly Replicate[];
}

export interface UnmeasuredClaim extends DecidedClaim {
  readonly verdict: "not measured";
  /** What stands in the way, cells by name: `ste resnet8-fashion w1a32 seed 4, 5: no record yet`. */
  readonly reasons: readonly string[];
}

export interface Replicate {
  readonly seed: number;
  readonly value: number;
  /** The other variant's, where the claim compares two. */
  readonly against?: number;
}
