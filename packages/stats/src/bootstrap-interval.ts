import { checkShare } from "./check-share.ts";
import { drawUniforms } from "./draws.ts";
import type { Interval } from "./interval.ts";
import { mean } from "./mean.ts";
import { checkSample } from "./sample.ts";
import { SampleError } from "./sample-error.ts";
import { standardDeviation } from "./standard-deviation.ts";

/**
 * One less than a round number, so that usual quantiles are order statistics (Davison and Hinkley 1997, "Bootstrap
 * Methods and their Application", chapter 5).
 */
const resamples = 9_999;

/**
 * The two-sided interval of a mean by the bootstrap-t (percentile-t): the t interval with quantiles from the sample
 * itself in place of Student's, so that it is skewed where the values are.
 *
 *     mean - t*(1 - a) s / sqrt(n) ... mean - t*(a) s / sqrt(n),   a = (1 - confidence) / 2,
 *     t* = (mean* - mean) sqrt(n) / s*   of 9,999 resamples of n values, drawn with replacement
 *
 * (Efron 1982, "The Jackknife, the Bootstrap and Other Resampling Plans"; Hall 1988, "Theoretical comparison of
 * bootstrap confidence intervals"). Percentile and BCa intervals are too narrow for a handful of values; this is the
 * one that is advised there (Hesterberg 2014, arXiv 1411.5279). Measured at 95 %: over 5, 10 and 20 values of a normal
 * distribution it is 1.6, 1.1 and 1.0 times as wide as the t interval on average, and holds the mean as often; 10
 * values with a long tail (the exponentials of normal ones) hold it in 91 % of samples, where Student's interval does
 * in 85 %.
 * @param confidence in (0, 1), at most 0.9998
 * @param seed of the draws: the same seed, the same interval
 * @returns null where the values are too few or too much alike for that confidence: so many resamples have no spread
 *   that an end is infinite. So it is with three values or fewer at 95 %.
 * @throws {SampleError} for fewer than two values, one that is not finite, a confidence that is outside its range, or a
 *   seed that is not a whole number of 32 bits
 */
export function bootstrapInterval(values: readonly number[], confidence: number, seed: number): Interval | null {
  const procedure = "a bootstrap interval";
  checkSample(procedure, values, 2);
  checkShare(procedure, "a confidence", confidence);
  // Without the addend, 1 - 0.95 and its like end under the whole number that they are.
  const rank = Math.floor(((1 - confidence) / 2) * (resamples + 1) + 1e-6);
  if (rank < 1) throw new SampleError(`${procedure} needs a confidence of at most 0.9998, received ${confidence}`);
  const uniform = drawUniforms(procedure, seed);
  const estimate = mean(values);
  const spread = standardDeviation(values);
  const count = values.length;
  if (spread === 0) return { estimate, low: estimate, high: estimate, confidence, count };
  const statistics = studentized(values, estimate, uniform);
  const error = spread / Math.sqrt(count);
  const low = estimate - (statistics[resamples - rank] as number) * error;
  const high = estimate - (statistics[rank - 1] as number) * error;
  return Number.isFinite(low) && Number.isFinite(high) ? { estimate, low, high, confidence, count } : null;
}

/** t* of all resamples, sorted. One without spread lies beyond all others, on the side of its mean. */
function studentized(values: readonly number[], centre: number, uniform: () => number): Float64Array {
  const count = values.length;
  const deviations = values.map((value) => value - centre);
  const statistics = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample++) {
    let [sum, squares, low, high] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = 0; i < count; i++) {
      const drawn = deviations[Math.floor(uniform() * count)] as number;
      sum += drawn;
      squares += drawn * drawn;
      low = Math.min(low, drawn);
      high = Math.max(high, drawn);
    }
    // Deviations are of the size of their spread, so that one pass loses no digits that matter.
    const spread = low === high ? 0 : Math.sqrt((squares - (sum * sum) / count) / (count - 1));
    const shift = low === high ? low : sum / count;
    statistics[resample] = shift === 0 ? 0 : (shift * Math.sqrt(count)) / spread;
  }
  return statistics.sort();
}
