import { checkShare } from "./check-share.ts";
import { halfBinomial } from "./half-binomial.ts";
import type { Interval } from "./interval.ts";
import { median } from "./median.ts";
import { checkSample } from "./sample.ts";

/**
 * The two-sided interval of a median between two of the values themselves, whatever their distribution:
 *
 *     x_(l) ... x_(n + 1 - l),   l the largest with  P(B < l) <= (1 - confidence) / 2,   B binomial (n, 1/2)
 *
 * (Thompson 1936, "On confidence ranges for the median"). For times, which are strongly skewed. Under six values even
 * all of them hold the median in less than 95 % of samples: the range is given then, with the confidence that it has.
 * @param confidence in (0, 1), which is reached or exceeded where there are values enough
 * @throws {SampleError} for fewer than two values, one that is not finite, or a confidence outside (0, 1)
 */
export function medianInterval(values: readonly number[], confidence: number): Interval {
  checkSample("the interval of a median", values, 2);
  checkShare("the interval of a median", "a confidence", confidence);
  const count = values.length;
  const sorted = values.toSorted((a, b) => a - b);
  const { rank, below } = lowerRank(count, (1 - confidence) / 2);
  return {
    estimate: median(values),
    low: sorted[rank - 1] as number,
    high: sorted[count - rank] as number,
    confidence: below <= (1 - confidence) / 2 ? confidence : 1 - 2 * below,
    count,
  };
}

/** l, at least 1, and P(B < l). */
function lowerRank(count: number, tail: number): { rank: number; below: number } {
  let [rank, below] = [0, 0];
  for (const atMost of halfBinomial(count)) {
    if (rank > 0 && (atMost > tail || rank >= count / 2)) break;
    rank += 1;
    below = atMost;
  }
  return { rank, below };
}
