import { checkSample } from "./sample.ts";

/**
 * The middle value, or the mean of the two in the middle.
 * @throws {SampleError} for no values, or one that is not finite
 */
export function median(values: readonly number[]): number {
  checkSample("a median", values, 1);
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] as number) + upper) / 2;
}
