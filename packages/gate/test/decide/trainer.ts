import type { Comparison, Obtain, Pair } from "../../src/index.ts";

export function comparison(id: string, changes: Partial<Comparison> = {}): Comparison {
  return { id, task: "digits", direction: "higher", resolution: 0.01, ...changes };
}

/** A pair that completed with these scores, in other weights unless said otherwise. */
export function pair(seed: number, base: number, head: number, sameWeights = false): Pair {
  return {
    seed,
    base: { status: "completed", score: base, weightHash: `weights ${seed}` },
    head: { status: "completed", score: head, weightHash: sameWeights ? `weights ${seed}` : `other weights ${seed}` },
  };
}

export interface Trainer {
  readonly obtain: Obtain;
  /** How many seeds each comparison has come to, by its id. */
  readonly trained: Readonly<Record<string, number>>;
}

/** Has the pairs of each comparison by its id, and no more of any of them than the budget. */
export function trainer(pairsOf: (id: string, seed: number) => Pair, budget = Number.POSITIVE_INFINITY): Trainer {
  const known = new Map<string, Pair[]>();
  const trained: Record<string, number> = {};
  return {
    trained,
    async obtain(wanted) {
      return new Map(
        [...wanted].map(([asked, count]) => {
          const pairs = known.get(asked.id) ?? [];
          known.set(asked.id, pairs);
          while (pairs.length < Math.min(count, budget)) pairs.push(pairsOf(asked.id, pairs.length + 1));
          trained[asked.id] = pairs.length;
          return [asked, pairs.slice(0, count)];
        }),
      );
    },
  };
}
