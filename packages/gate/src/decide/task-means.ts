import { mean } from "qat-stats";
import type { Comparison, Pair } from "./comparison.ts";
import { differencesOf } from "./usable-pairs.ts";

/** The comparisons of each task that has several. */
export function severalOfTask(comparisons: readonly Comparison[]): (readonly [Comparison, ...Comparison[]])[] {
  const groups = new Map<string, [Comparison, ...Comparison[]]>();
  for (const comparison of comparisons) {
    const group = groups.get(comparison.task);
    if (group) group.push(comparison);
    else groups.set(comparison.task, [comparison]);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

/** For each seed that all of a task's comparisons completed on both sides, the mean of their differences. */
export function meansBySeed(
  [first, ...others]: readonly [Comparison, ...Comparison[]],
  pairs: ReadonlyMap<Comparison, readonly Pair[]>,
): number[] {
  const differenceOf = (comparison: Comparison, seed: number) =>
    differencesOf(
      comparison,
      (pairs.get(comparison) ?? []).filter((pair) => pair.seed === seed),
    );
  return (pairs.get(first) ?? []).flatMap(({ seed }) => {
    const differences = [first, ...others].flatMap((comparison) => differenceOf(comparison, seed));
    return differences.length > others.length ? [mean(differences)] : [];
  });
}
