import { differences } from "./differences.ts";
import type { Interval } from "./interval.ts";
import { meanAbove } from "./mean-above.ts";
import { SampleError } from "./sample-error.ts";
import { tInterval } from "./t-interval.ts";

export interface Equivalence {
  /** The mean difference with its t interval at a confidence of 1 - 2 alpha. */
  readonly interval: Interval;
  /** The larger p value of the two one-sided tests. */
  readonly p: number;
  /** Whether p is below alpha, which is the same as the whole interval within the margin. */
  readonly equivalent: boolean;
}

/**
 * Whether the mean of the differences a_i - b_i is shown to lie within the margin, by two one-sided t tests, each at
 * alpha:
 *
 *     mean > -margin   and   mean < margin
 *
 * (Schuirmann 1987, "A comparison of the two one-sided tests procedure and the power approach for assessing the
 * equivalence of average bioavailability"). Two that differ by the margin or more are called equivalent in at most a
 * share alpha of cases. Where all differences are equal they show no spread to go by, and nothing is shown: p is 1.
 * @param margin above 0, in the unit of the values
 * @param alpha in (0, 0.5)
 * @throws {SampleError} for unequal lengths, fewer than two pairs, a value that is not finite, a margin that is not
 *   above 0, or an alpha outside (0, 0.5)
 */
export function equivalenceTest(
  a: readonly number[],
  b: readonly number[],
  margin: number,
  alpha: number,
): Equivalence {
  const procedure = "an equivalence test";
  if (!(margin > 0 && Number.isFinite(margin))) {
    throw new SampleError(`${procedure} needs a finite margin above 0, received ${margin}`);
  }
  if (!(alpha > 0 && alpha < 0.5)) {
    throw new SampleError(`${procedure} needs an alpha between 0 and 0.5, both excluded; received ${alpha}`);
  }
  const values = differences(procedure, a, b);
  const negated = values.map((value) => -value);
  const p = Math.max(meanAbove(values, -margin), meanAbove(negated, -margin));
  return { interval: tInterval(values, 1 - 2 * alpha), p, equivalent: p < alpha };
}
