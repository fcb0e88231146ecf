import { checkShare } from "./check-share.ts";
import { SampleError } from "./sample-error.ts";

/** One look at the values so far, after which sampling may stop. */
export interface Look {
  /** Values, or pairs, by then. */
  readonly count: number;
  /** Of the interval that is computed at this look. */
  readonly confidence: number;
}

/**
 * Looks at a sample while it grows, such that the intervals of all looks together hold the true value in at least a
 * share 1 - alpha of cases, whenever sampling stops. So every verdict that is read from them keeps that error rate, one
 * way, the other or within a margin, even where it is reached because of what was seen.
 *
 *     1 - confidence_k = spent(n_k) - spent(n_(k-1)),   spent(n) = alpha (n / n_K)^2
 *
 * A spending function says how much error each look may make (Lan and DeMets 1983, "Discrete sequential boundaries for
 * clinical trials"; its shape is one of Kim and DeMets 1987, "Design and analysis of group sequential tests based on
 * the type I error spending rate function": the power 2 lies between the boundaries of Pocock and of O'Brien and
 * Fleming). The shares add up by Bonferroni instead of by the joint normal distribution of the looks, which a handful
 * of values does not follow. That costs some power, and holds for any number of values and any statistic whose
 * intervals hold at each single look. (Jennison and Turnbull 1989, "Interim analyses: the repeated confidence interval
 * approach", say how such intervals decide.)
 * @param counts of values at each look that may come, rising, each at least 2; sampling may end before the last
 * @param alpha in (0, 1)
 * @throws {SampleError} for no looks, counts that are not whole, below 2 or do not rise, or an alpha outside (0, 1)
 */
export function planLooks(counts: readonly number[], alpha: number): Look[] {
  const procedure = "a plan of looks";
  checkShare(procedure, "an alpha", alpha);
  const rises = counts.every((count, i) => Number.isInteger(count) && count > (counts[i - 1] ?? 1));
  const last = counts.at(-1);
  if (!rises || last === undefined) {
    const received = counts.length === 0 ? "none" : counts.join(", ");
    throw new SampleError(`${procedure} needs whole counts that rise, the first at least 2; received ${received}`);
  }
  const spent = (count: number) => alpha * (count / last) ** 2;
  return counts.map((count, i) => ({ count, confidence: 1 - spent(count) + spent(counts[i - 1] ?? 0) }));
}
