import type { Interval } from "./interval.ts";
import { checkSample } from "./sample.ts";
import { SampleError } from "./sample-error.ts";
import { tInterval } from "./t-interval.ts";

/**
 * The mean of the differences a_i - b_i with its t interval. What the two of a pair share (a seed's start and order)
 * cancels, so the interval is narrower than one of two separate means, and honest only where pair i is the same i.
 * @param confidence in (0, 1)
 * @throws {SampleError} for unequal lengths, fewer than two pairs, a value that is not finite, or a confidence outside (0, 1)
 */
export function pairedDifference(a: readonly number[], b: readonly number[], confidence: number): Interval {
  if (a.length !== b.length) {
    throw new SampleError(
      `a paired difference needs as many values on both sides, received ${a.length} and ${b.length}`,
    );
  }
  for (const side of [a, b]) checkSample("a paired difference", side, 2);
  return tInterval(
    a.map((value, i) => value - (b[i] as number)),
    confidence,
  );
}
