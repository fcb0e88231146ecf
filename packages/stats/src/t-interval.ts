import type { Interval } from "./interval.ts";
import { mean } from "./mean.ts";
import { checkSample } from "./sample.ts";
import { standardDeviation } from "./standard-deviation.ts";
import { studentQuantile } from "./student-quantile.ts";

/**
 * The two-sided interval of a mean by Student's distribution:
 *
 *     mean +- t(1 - (1 - confidence) / 2, n - 1) s / sqrt(n)
 *
 * Exact for independent values of one normal distribution (Student 1908, "The probable error of a mean"); close for
 * others unless they are strongly skewed. Where all values are equal it has no width: they show no spread to go by.
 * @param confidence in (0, 1)
 * @throws {SampleError} for fewer than two values, one that is not finite, or a confidence outside (0, 1)
 */
export function tInterval(values: readonly number[], confidence: number): Interval {
  checkSample("a t interval", values, 2);
  const count = values.length;
  const estimate = mean(values);
  const quantile = studentQuantile("a t interval", confidence, count - 1);
  const halfWidth = (quantile * standardDeviation(values)) / Math.sqrt(count);
  return { estimate, low: estimate - halfWidth, high: estimate + halfWidth, confidence, count };
}
