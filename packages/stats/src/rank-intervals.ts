import { checkShare } from "./check-share.ts";
import { differences } from "./differences.ts";
import { holm } from "./holm.ts";
import { meanAbove } from "./mean-above.ts";
import { checkPairedSamples } from "./paired-samples.ts";

/** The ranks that a method may have, 1 the best. Equal ranges are ties: nothing tells those methods apart. */
export interface RankInterval {
  readonly low: number;
  readonly high: number;
}

/**
 * The rank of each method as an interval. All intervals together hold all true ranks in at least a share 1 - alpha of
 * cases, where methods that are equal share all ranks of their group:
 *
 *     1 + (methods shown better) ... m - (methods shown worse)
 *
 * One is shown better than another by the one-sided paired t test, corrected after Holm over all m (m - 1) of them.
 * (Mogstad, Romano, Shaikh and Wilhelm 2024, "Inference for ranks with applications to mobility across neighbourhoods
 * and academic achievement across countries", by Holm's steps here in place of their bootstrap ones.) Ranks that are
 * themselves drawn by bootstrap are too narrow for methods that are equal or nearly so (Xie, Singh and Zhang 2009,
 * "Confidence intervals for population ranks in the presence of ties and near ties").
 * @param samples one a method; the i-th value of each is of the same seed
 * @param better which values are
 * @param alpha in (0, 1)
 * @returns in the order of `samples`
 * @throws {SampleError} for fewer than two methods or seeds, unequal lengths, a value that is not finite, or an alpha
 *   outside (0, 1)
 */
export function rankIntervals(
  samples: readonly (readonly number[])[],
  better: "higher" | "lower",
  alpha: number,
): RankInterval[] {
  const procedure = "a rank";
  checkPairedSamples(procedure, samples);
  checkShare(procedure, "an alpha", alpha);
  const pairs = samples.flatMap((a, winner) =>
    samples.flatMap((b, loser) => {
      if (winner === loser) return [];
      const gains = better === "higher" ? differences(procedure, a, b) : differences(procedure, b, a);
      return [{ winner, loser, p: meanAbove(gains, 0) }];
    }),
  );
  const adjusted = holm(pairs.map(({ p }) => p));
  const shown = pairs.filter((_, i) => (adjusted[i] as number) < alpha);
  return samples.map((_, method) => ({
    low: 1 + shown.filter(({ loser }) => loser === method).length,
    high: samples.length - shown.filter(({ winner }) => winner === method).length,
  }));
}
