import { minimumDetectableEffect, standardDeviation, tInterval } from "qat-stats";
import type { Verdict } from "./verdict.ts";

const power = 0.9;

/**
 * The verdict on a mean difference, from the whole interval: inside the margin, *equivalent*; otherwise below 0,
 * *regression*, or above 0, *improvement*; else *inconclusive*.
 * @param differences head - base of each seed, turned so that above 0 is better: at least two
 * @param resolution their smallest believable standard deviation
 * @param margin within which two are equivalent, in the unit of the differences
 * @param confidence of the interval
 */
export function measure(
  differences: readonly number[],
  resolution: number,
  margin: number,
  confidence: number,
): Extract<Verdict, { readonly difference: unknown }> {
  const deviation = Math.max(resolution, standardDeviation(differences));
  const difference = tInterval(differences, confidence, resolution);
  return {
    kind: kindOf(difference, margin),
    difference,
    // Computed where it is asked for: it takes a thousand times as long as the interval.
    get detectable() {
      return minimumDetectableEffect({ count: differences.length, deviation, alpha: 1 - confidence }, power);
    },
  };
}

function kindOf({ low, high }: { readonly low: number; readonly high: number }, margin: number) {
  if (low > -margin && high < margin) return "equivalent";
  if (high < 0) return "regression";
  return low > 0 ? "improvement" : "inconclusive";
}
