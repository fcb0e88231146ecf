import { planLooks } from "qat-stats";

/** Where a comparison of growing samples stands. */
export interface LookNow {
  /** Seeds at each look that was planned. */
  readonly counts: readonly number[];
  /** Looks before this one. */
  readonly before: number;
  /** Whether no further look will come, for the budget is spent. */
  readonly isLast: boolean;
}

/**
 * The confidence of an interval at this look, such that those of all looks together spend at most alpha. Where the
 * budget ends early, which has nothing to do with what was seen, the last look may spend what is left.
 * @param seeds that it rests on: the planned count, or fewer at a last look
 * @returns null where there is nothing new to look at
 */
export function confidenceNow({ counts, before, isLast }: LookNow, seeds: number, alpha: number): number | null {
  const looked = counts.slice(0, before);
  if (seeds <= (looked.at(-1) ?? 1)) return null;
  const planned = isLast ? [...looked, seeds] : counts;
  return planLooks(planned, alpha)[before]?.confidence ?? null;
}
