import type { Interval } from "qat-stats";

/** What is known of a comparison. */
export type Verdict =
  /** Base and head ended in the same weights, bit for bit. */
  | { readonly kind: "identical"; readonly seeds: number }
  | ({ readonly kind: "regression" | "improvement" | "equivalent" | "inconclusive" } & Measured)
  /** Nothing was measured before the budget was spent. */
  | { readonly kind: "untrained" }
  /** Head does not complete where base does. */
  | { readonly kind: "failed"; readonly seed: number; readonly reason: string }
  /** Base does not complete, whatever head does. */
  | { readonly kind: "not-comparable"; readonly reason: string };

export interface Measured {
  /**
   * Head minus base, in the unit of the scores and turned so that above 0 head is better: the mean over seeds, with an
   * interval that allows for all looks and all comparisons.
   */
  readonly difference: Interval;
  /** The smallest difference that would have been seen at this look in nine of ten cases. */
  readonly detectable: number;
}
