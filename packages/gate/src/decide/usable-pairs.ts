import type { Comparison, Outcome, Pair } from "./comparison.ts";
import type { Verdict } from "./verdict.ts";

type Completed = Extract<Outcome, { status: "completed" }>;
type CompletedPair = Pair & { readonly base: Completed; readonly head: Completed };

/** Whether both ended in the same weights. */
export function isIdentical(pair: Pair): boolean {
  return isCompleted(pair) && pair.base.weightHash === pair.head.weightHash;
}

/** Differences of the seeds that completed on both sides, turned so that above 0 head is better. */
export function differencesOf({ direction }: Comparison, pairs: readonly Pair[]): number[] {
  const sign = direction === "higher" ? 1 : -1;
  return pairs.filter(isCompleted).map(({ base, head }) => sign * (head.score - base.score));
}

/**
 * The verdict that how cells ended gives already, whatever their scores are: a seed that head does not complete and base
 * does is one that users of head lose. What base does not complete says nothing about head.
 */
export function verdictOfEnds(pairs: readonly Pair[]): Verdict | null {
  for (const { seed, base, head } of pairs) {
    if (base.status === "completed" && head.status !== "completed") {
      return { kind: "failed", seed, reason: `${head.status}: ${head.reason}` };
    }
  }
  const [first] = pairs;
  if (!first || first.base.status === "completed" || pairs.some(isCompleted)) return null;
  return { kind: "not-comparable", reason: `base completes no seed; ${first.base.status}: ${first.base.reason}` };
}

function isCompleted(pair: Pair): pair is CompletedPair {
  return pair.base.status === "completed" && pair.head.status === "completed";
}
