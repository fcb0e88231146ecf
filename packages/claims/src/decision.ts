import type { Cell } from "qat-ledger";
import type { Interval } from "qat-stats";
import type { Claim } from "./claim.ts";
import type { Threshold } from "./threshold.ts";

/** What the records say about a claim on one device. */
export type Decision = MeasuredClaim | UnmeasuredClaim;

export type Verdict = Decision["verdict"];

export interface MeasuredClaim {
  readonly claim: Claim;
  readonly device: Cell["device"];
  readonly verdict: "reproduced" | "not reproduced" | "undecided";
  /** Of the mean difference, or of the mean of the variant's own figure. */
  readonly interval: Interval;
  readonly threshold: Threshold;
  /** What was measured, in words, and its unit: `%` or nothing. */
  readonly figure: string;
  readonly unit: string;
  /** The figures that the interval rests on, one entry a seed. */
  readonly replicates: readonly Replicate[];
}

export interface UnmeasuredClaim {
  readonly claim: Claim;
  readonly device: Cell["device"];
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
