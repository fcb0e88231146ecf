import type { Interval } from "./interval.ts";
import { mean } from "./mean.ts";
import { checkSample } from "./sample.ts";
import { SampleError } from "./sample-error.ts";
import { standardDeviation } from "./standard-deviation.ts";
import { studentQuantile } from "./student-quantile.ts";

/**
 * The two-sided interval of a mean by Student's distribution:
 *
 *     mean +- t(1 - (1 - confidence) / 2, n - 1) s / sqrt(n)
 *
 * Exact for independent values of one normal distribution (Student 1908, "The probable error of a mean"); close for
 * others unless they are strongly skewed. Where all values are equal it has no width: they show no spread to go by,
 * unless a smallest one is known, such as the step in which values are counted.
 * @param confidence in (0, 1)
 * @param leastDeviation s is at least this: finite, from 0
 * @throws {SampleError} for fewer than two values, one that is not finite, a confidence outside (0, 1), or a least
 *   deviation that is below 0 or not finite
 */
export function tInterval(values: readonly number[], confidence: number, leastDeviation = 0): Interval {
  checkSample("a t interval", values, 2);
  if (!(leastDeviation >= 0 && Number.isFinite(leastDeviation))) {
    throw new SampleError(`a t interval needs a finite least deviation from 0, received ${leastDeviation}`);
  }
  const count = values.length;
  const estimate = mean(values);
  const quantile = studentQuantile("a t interval", confidence, count - 1);
  const deviation = Math.max(leastDeviation, standardDeviation(values));
  const halfWidth = (quantile * deviation) / Math.sqrt(count);
  return { estimate, low: estimate - halfWidth, high: estimate + halfWidth, confidence, count };
}
