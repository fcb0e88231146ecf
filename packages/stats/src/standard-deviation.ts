import { mean } from "./mean.ts";
import { checkSample } from "./sample.ts";

/**
 * The standard deviation of a sample, with n - 1 below the sum of squares. Two passes, so that values that are large
 * against their spread lose no digits.
 * @throws {SampleError} for fewer than two values, or one that is not finite
 */
export function standardDeviation(values: readonly number[]): number {
  checkSample("a standard deviation", values, 2);
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}
