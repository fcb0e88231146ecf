import type { Interval } from "./interval.ts";
import { SampleError } from "./sample-error.ts";
import { studentQuantile } from "./student-quantile.ts";

/** All that the interval needs to know of a sample, and all that a paper prints of one. */
export interface SampleSummary {
  readonly mean: number;
  /** The standard deviation, with n - 1 below the sum of squares. */
  readonly deviation: number;
  /** Independent values: at least two. */
  readonly count: number;
}

/**
 * The difference of the means of two samples that share nothing, a - b, with the interval that allows each its own
 * variance:
 *
 *     d +- t(1 - (1 - confidence) / 2, nu) sqrt(v_a + v_b),   v = s^2 / n,
 *     nu = (v_a + v_b)^2 / (v_a^2 / (n_a - 1) + v_b^2 / (n_b - 1))
 *
 * (Welch 1947, "The generalization of 'Student's' problem when several different population variances are involved").
 * Where both deviations are 0 it has no width: there is no spread to go by.
 * @param confidence in (0, 1)
 * @throws {SampleError} for fewer than two values on a side, a deviation below 0, a number that is not finite, or a
 *   confidence outside (0, 1)
 */
export function welchInterval(a: SampleSummary, b: SampleSummary, confidence: number): Interval {
  for (const summary of [a, b]) checkSummary(summary);
  const [va, vb] = [a.deviation ** 2 / a.count, b.deviation ** 2 / b.count];
  const variance = va + vb;
  const freedom =
    variance === 0 ? a.count + b.count - 2 : variance ** 2 / (va ** 2 / (a.count - 1) + vb ** 2 / (b.count - 1));
  const halfWidth = studentQuantile("Welch's interval", confidence, freedom) * Math.sqrt(variance);
  const estimate = a.mean - b.mean;
  return { estimate, low: estimate - halfWidth, high: estimate + halfWidth, confidence, count: a.count + b.count };
}

function checkSummary({ mean, deviation, count }: SampleSummary): void {
  if (!Number.isInteger(count) || count < 2) {
    throw new SampleError(`Welch's interval needs at least 2 values on each side, received ${count}`);
  }
  if (!(Number.isFinite(mean) && Number.isFinite(deviation) && deviation >= 0)) {
    throw new SampleError(
      `Welch's interval needs a finite mean and a finite deviation of at least 0, received ${mean} and ${deviation}`,
    );
  }
}
