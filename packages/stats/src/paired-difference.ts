import { differences } from "./differences.ts";
import type { Interval } from "./interval.ts";
import { tInterval } from "./t-interval.ts";

/**
 * The mean of the differences a_i - b_i with its t interval. What the two of a pair share (a seed's start and order)
 * cancels, so the interval is narrower than one of two separate means, and honest only where pair i is the same i.
 * @param confidence in (0, 1)
 * @throws {SampleError} for unequal lengths, fewer than two pairs, a value that is not finite, or a confidence outside
 *   (0, 1)
 */
export function pairedDifference(a: readonly number[], b: readonly number[], confidence: number): Interval {
  return tInterval(differences("a paired difference", a, b), confidence);
}
