import type { Comparison, Pair } from "./comparison.ts";
import { confidenceNow, type LookNow } from "./looks.ts";
import { measure } from "./measure.ts";
import { meansBySeed, severalOfTask } from "./task-means.ts";
import { differencesOf, isIdentical, verdictOfEnds } from "./usable-pairs.ts";
import type { Verdict } from "./verdict.ts";

export interface Rules {
  /** Share of cases, in (0, 1), in which any verdict of all that are given may be wrong. */
  readonly alpha: number;
  /** Differences within it do not matter, in the unit of the scores. */
  readonly margin: number;
  /** Seeds at each look, rising, each at least 2: `planCounts`. */
  readonly counts: readonly number[];
}

/**
 * Trains, or finds, seeds of comparisons.
 * @param wanted how many seeds of which comparisons are looked at next
 * @returns all pairs so far of each comparison that is wanted, in the order of seeds: no more than wanted, and fewer only
 *   where no more will come, because the budget is spent
 */
export type Obtain = (wanted: ReadonlyMap<Comparison, number>) => Promise<ReadonlyMap<Comparison, readonly Pair[]>>;

export interface Decisions {
  readonly comparisons: ReadonlyMap<Comparison, Verdict>;
  /** On the mean over all changed comparisons of a task, for each task with several. */
  readonly tasks: ReadonlyMap<string, Verdict>;
}

/**
 * Compares head with base until each comparison is decided or no more seeds can be had.
 *
 * One seed shows which comparisons changed at all: those that end in the same weights on it are *identical*, and not
 * trained further. The others are looked at after each of `counts` seeds, and those that are decided are left out of the
 * next look. Each verdict is read from an interval of the mean difference, paired by seed. All intervals of all looks
 * together hold the true differences in a share 1 - alpha of cases: alpha is shared equally among the changed
 * comparisons (Bonferroni), and within each among its looks (`planLooks`). So a verdict may be reached at any look, the
 * last may come early because the budget is spent, and whichever verdict is given is wrong in at most a share alpha of
 * cases.
 *
 * A change that touches many comparisons leaves few seeds for each. What it does to all of them shows in their mean long
 * before it shows in any one. So where a task has several changed comparisons half of alpha is spent on these means, as
 * long as none of its comparisons has been decided.
 */
export async function decide(comparisons: readonly Comparison[], rules: Rules, obtain: Obtain): Promise<Decisions> {
  const verdicts = new Map<Comparison, Verdict>(comparisons.map((comparison) => [comparison, { kind: "untrained" }]));
  const ofTasks = new Map<string, Verdict>();
  const obtainEach = (wanted: readonly Comparison[], count: number) =>
    obtain(new Map(wanted.map((comparison) => [comparison, count])));

  const first = await obtainEach(comparisons, 1);
  const changed = comparisons.filter((comparison) => !first.get(comparison)?.some(isIdentical));
  for (const comparison of comparisons) {
    if (!changed.includes(comparison)) verdicts.set(comparison, { kind: "identical", seeds: 1 });
  }
  const groups = severalOfTask(changed);
  const share = groups.length > 0 ? rules.alpha / 2 : rules.alpha;
  const alphaOfTask = share / groups.length;
  const alphaOfComparison = share / changed.length;

  let open = changed;
  for (const [before, count] of rules.counts.entries()) {
    if (open.length === 0) break;
    const pairs = await obtainEach(open, count);
    const isLast = open.some((comparison) => (pairs.get(comparison)?.length ?? 0) < count);
    const now = { counts: rules.counts, before, isLast };
    for (const group of groups.filter((several) => several.every((comparison) => open.includes(comparison)))) {
      const [{ task, resolution }] = group;
      const means = meansBySeed(group, pairs);
      const confidence = confidenceNow(now, means.length, alphaOfTask);
      if (confidence !== null) {
        ofTasks.set(task, measure(means, resolution / group.length, rules.margin, confidence));
      }
    }
    for (const comparison of open) {
      const verdict = verdictNow(comparison, pairs.get(comparison) ?? [], now, alphaOfComparison, rules.margin);
      if (verdict) verdicts.set(comparison, verdict);
    }
    if (isLast) break;
    open = open.filter((comparison) => isOpen(verdicts.get(comparison)));
  }
  return { comparisons: verdicts, tasks: ofTasks };
}

/** What this look says of one comparison; null where it has nothing to go by. */
function verdictNow(
  comparison: Comparison,
  pairs: readonly Pair[],
  now: LookNow,
  alpha: number,
  margin: number,
): Verdict | null {
  const ended = verdictOfEnds(pairs);
  if (ended) return ended;
  const differences = differencesOf(comparison, pairs);
  const confidence = differences.length < 2 ? null : confidenceNow(now, pairs.length, alpha);
  return confidence === null ? null : measure(differences, comparison.resolution, margin, confidence);
}

/** Whether more seeds may tell more. */
function isOpen(verdict: Verdict | undefined): boolean {
  return verdict?.kind === "inconclusive" || verdict?.kind === "untrained";
}
