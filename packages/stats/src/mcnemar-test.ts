import { halfBinomial } from "./half-binomial.ts";
import { checkCounts, type PairedCounts } from "./paired-counts.ts";

/**
 * The p value of McNemar's exact two-sided test that two networks are right equally often, from the examples on which
 * one of them alone is:
 *
 *     min(1, 2 P(B <= min(onlyA, onlyB))),   B binomial (onlyA + onlyB, 1/2)
 *
 * (McNemar 1947, "Note on the sampling error of the difference between correlated proportions or percentages"). It
 * never alarms more often than it says, and less often where they differ on few. What it speaks of is these two
 * networks on other examples of the same kind: nothing of other seeds, for which the evidence is runs.
 * @throws {SampleError} for a count that is not whole or below 0, or no examples at all
 */
export function mcNemarTest(counts: PairedCounts): number {
  checkCounts("McNemar's test", counts);
  const { onlyA, onlyB } = counts;
  let left = Math.min(onlyA, onlyB);
  for (const atMost of halfBinomial(onlyA + onlyB)) {
    if (left === 0) return Math.min(1, 2 * atMost);
    left -= 1;
  }
  return 1;
}
