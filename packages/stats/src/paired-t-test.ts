import { differences } from "./differences.ts";
import { meanAbove } from "./mean-above.ts";

/**
 * The p value of Student's two-sided test that the differences a_i - b_i have a mean of 0:
 *
 *     2 P(T > |d| sqrt(n) / s),   T with n - 1 degrees of freedom
 *
 * It is under alpha exactly where `pairedDifference` at a confidence of 1 - alpha excludes 0 (Student 1908, "The
 * probable error of a mean"). Where all differences are equal they show no spread to go by, and it is 1.
 * @throws {SampleError} for unequal lengths, fewer than two pairs, or a value that is not finite
 */
export function pairedTTest(a: readonly number[], b: readonly number[]): number {
  const values = differences("a paired t test", a, b);
  const above = meanAbove(values, 0);
  const below = meanAbove(
    values.map((value) => -value),
    0,
  );
  return Math.min(1, 2 * Math.min(above, below));
}
