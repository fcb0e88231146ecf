import { checkSample } from "./sample.ts";

/**
 * The arithmetic mean.
 * @throws {SampleError} for no values, or one that is not finite
 */
export function mean(values: readonly number[]): number {
  checkSample("a mean", values, 1);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
