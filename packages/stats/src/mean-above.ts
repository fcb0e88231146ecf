/// <reference path="./jstat.d.ts" />
import jstat from "jstat";
import { mean } from "./mean.ts";
import { standardDeviation } from "./standard-deviation.ts";

/**
 * The p value of Student's one-sided test that the mean is at most `bound`: small where the values show it to be above.
 *
 *     P(T > t),   t = (mean - bound) sqrt(n) / s,   T with n - 1 degrees of freedom
 *
 * Exact for independent values of one normal distribution. Where all values are equal they show no spread to go by, so
 * nothing is shown, and it is 1.
 * @throws {SampleError} for fewer than two values, or one that is not finite
 */
export function meanAbove(values: readonly number[], bound: number): number {
  const spread = standardDeviation(values);
  if (spread === 0) return 1;
  const statistic = ((mean(values) - bound) * Math.sqrt(values.length)) / spread;
  return jstat.studentt.cdf(-statistic, values.length - 1);
}
