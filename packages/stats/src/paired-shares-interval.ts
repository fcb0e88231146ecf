/// <reference path="./jstat.d.ts" />
import jstat from "jstat";
import { checkShare } from "./check-share.ts";
import type { Interval } from "./interval.ts";
import { checkCounts, type PairedCounts } from "./paired-counts.ts";

/**
 * The difference of the shares of examples on which two networks are right, a - b in [-1, 1], with Tango's score
 * interval: all differences D with |z(D)| at most the normal quantile at (1 + confidence) / 2,
 *
 *     z(D) = (x - y - n D) / sqrt(n (2 q + D (1 - D))),   x = onlyA, y = onlyB,
 *
 * where q, the most likely share of y given D, is the larger root of
 *
 *     2 n q^2 - (x + y - (2 n - x + y) D) q - y D (1 - D) = 0
 *
 * (Tango 1998, "Equivalence test and confidence interval for the difference in proportions for the paired-sample
 * design", Statistics in Medicine 17). Of those that are advised (Fagerland, Lydersen and Laake 2014, "Recommended
 * tests and confidence intervals for paired binomial proportions") it is the one that goes with McNemar's test: at D =
 * 0 it is that test's normal form. It has a width even where the networks differ nowhere.
 * @param confidence in (0, 1)
 * @throws {SampleError} for a count that is not whole or below 0, no examples at all, or a confidence outside (0, 1)
 */
export function pairedSharesInterval(counts: PairedCounts, confidence: number): Interval {
  const procedure = "an interval of paired shares";
  checkCounts(procedure, counts);
  checkShare(procedure, "a confidence", confidence);
  const { both, onlyA, onlyB, neither } = counts;
  const count = both + onlyA + onlyB + neither;
  const quantile = jstat.normal.inv((1 + confidence) / 2, 0, 1);
  const upper = (x: number, y: number) =>
    lastWhere((difference) => score(x, y, count, difference) >= -quantile, (x - y) / count, 1);
  return {
    estimate: (onlyA - onlyB) / count,
    low: -upper(onlyB, onlyA),
    high: upper(onlyA, onlyB),
    confidence,
    count,
  };
}

/** z(D): falls with D, and is 0 at the estimate. */
function score(x: number, y: number, count: number, difference: number): number {
  const rest = difference * (1 - difference);
  const linear = x + y - (2 * count - x + y) * difference;
  const q = (linear + Math.sqrt(linear ** 2 + 8 * count * y * rest)) / (4 * count);
  return (x - y - count * difference) / Math.sqrt(count * (2 * q + rest));
}

/** The largest value between `low`, where the condition holds, and `high` at which it holds, to the last bits. */
function lastWhere(holds: (value: number) => boolean, low: number, high: number): number {
  let [inside, outside] = [low, high];
  for (let halving = 0; halving < 60; halving++) {
    const middle = (inside + outside) / 2;
    if (holds(middle)) inside = middle;
    else outside = middle;
  }
  return inside;
}
