import type { Interval } from "qat-stats";
import type { Claim } from "./claim.ts";

/** The half-line on which the true figure lies if the claim holds. */
export interface Threshold {
  readonly side: "above" | "below";
  readonly value: number;
  /** Whether the value itself belongs to it. */
  readonly inclusive: boolean;
}

/** What a claim says about its difference, or about its variant's own figure. */
export function thresholdOf(claim: Claim): Threshold {
  switch (claim.kind) {
    case "higher":
      return { side: "above", value: claim.by, inclusive: false };
    case "lower":
      return { side: "below", value: 0 - claim.by, inclusive: false };
    case "notLower":
      return { side: "above", value: 0 - claim.margin, inclusive: true };
    case "within":
      return { side: "below", value: claim.bound, inclusive: false };
  }
}

/** Reproduced where the whole interval lies on the claimed side, not where it lies on the other, undecided in between. */
export function verdictOf(
  { low, high }: Interval,
  threshold: Threshold,
): "reproduced" | "not reproduced" | "undecided" {
  const onSide = [low, high].filter((end) => isOnSide(end, threshold)).length;
  return onSide === 2 ? "reproduced" : onSide === 0 ? "not reproduced" : "undecided";
}

function isOnSide(end: number, { side, value, inclusive }: Threshold): boolean {
  if (end === value) return inclusive;
  return side === "above" ? end > value : end < value;
}
