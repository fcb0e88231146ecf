/// <reference path="./jstat.d.ts" />
import jstat from "jstat";
import { checkShare } from "./check-share.ts";
import type { Interval } from "./interval.ts";
import { SampleError } from "./sample-error.ts";

/**
 * A share that was counted, x of n, with the interval of Clopper and Pearson: all shares under which neither as few nor as
 * many as x would be counted in less than half of 1 - confidence of cases.
 *
 *     low = Beta^-1((1 - confidence) / 2; x, n - x + 1),   high = Beta^-1((1 + confidence) / 2; x + 1, n - x)
 *
 * It holds the true share at least as often as it says, however small share and count are (Clopper and Pearson 1934, "The
 * use of confidence or fiducial limits illustrated in the case of the binomial").
 * @param held x: in how many of them something held
 * @param count n: independent cases, at least one
 * @param confidence in (0, 1)
 * @throws {SampleError} for counts that are not whole, no cases at all, more that held than there were, or a confidence
 *   outside (0, 1)
 */
export function shareInterval(held: number, count: number, confidence: number): Interval {
  const procedure = "an interval of a share";
  checkShare(procedure, "a confidence", confidence);
  if (!(Number.isInteger(count) && count > 0 && Number.isInteger(held) && held >= 0 && held <= count)) {
    throw new SampleError(
      `${procedure} needs whole counts, 0 <= held <= count and count >= 1; received ${held} of ${count}`,
    );
  }
  const tail = (1 - confidence) / 2;
  return {
    estimate: held / count,
    low: held === 0 ? 0 : jstat.beta.inv(tail, held, count - held + 1),
    high: held === count ? 1 : jstat.beta.inv(1 - tail, held + 1, count - held),
    confidence,
    count,
  };
}
