import type { Outcome, Pair } from "../decide/comparison.ts";
import { type Decisions, decide } from "../decide/decide.ts";
import { planCounts } from "../decide/plan-counts.ts";
import type { Change, Pool } from "./pool.ts";

/** How the gate that is tried decides. */
export interface Setting {
  readonly alpha: number;
  readonly margin: number;
  /** Wall time that it may train for. */
  readonly budgetSeconds: number;
  /** Cells that train at once. */
  readonly slots: number;
}

/** What one replay of the gate came to. */
export interface Replay {
  readonly alarms: boolean;
  /** Cells that the gate would have trained, on both sides. */
  readonly cells: number;
}

/**
 * Plays the gate through on a change, without training: each seed that it asks for is drawn, with replacement, from the
 * pools. One draw serves all comparisons, because seeds are shared by all methods and what they have in common must
 * stay. Where seeds are not paired, base and head each have a draw of their own. Nothing counts as identical: a change
 * that leaves the weights as they are is decided by their hash, and cannot alarm. Base and head are both trained, and only
 * seeds of which the budget affords all comparisons are had: a wide change may have none.
 * @param uniform numbers in [0, 1)
 */
export async function replay(change: Change, setting: Setting, uniform: () => number): Promise<Replay> {
  const pools = new Map(change.pools.map((pool) => [pool.comparison, pool]));
  const draws: { readonly base: number; readonly head: number }[] = [];
  const size = Math.min(...change.pools.map(({ runs }) => runs.length));
  const draw = () => Math.floor(uniform() * size);
  const drawn = (seed: number) => {
    while (draws.length < seed) {
      const base = draw();
      draws.push({ base, head: change.paired ? base : draw() });
    }
    return draws[seed - 1] as (typeof draws)[number];
  };
  const trained = new Map<Pool, number>();
  const { alpha, margin } = setting;
  const affordable = affordableSeeds(change, setting);
  const rules = { alpha, margin, counts: planCounts(affordable) };
  const { comparisons, tasks } = await decide([...pools.keys()], rules, async (wanted) => {
    return new Map(
      [...wanted].map(([comparison, asked]) => {
        const pool = pools.get(comparison) as Pool;
        const count = Math.min(asked, affordable);
        trained.set(pool, count);
        return [comparison, Array.from({ length: count }, (_, i) => pairOf(change, pool, i + 1, drawn(i + 1)))];
      }),
    );
  });
  const cells = [...trained.values()].reduce((sum, count) => sum + 2 * count, 0);
  return { alarms: isAlarm({ comparisons, tasks }), cells };
}

/** Whether the gate stops the change: something got worse, or does not complete any more. */
export function isAlarm({ comparisons, tasks }: Decisions): boolean {
  return [...comparisons.values(), ...tasks.values()].some(({ kind }) => kind === "regression" || kind === "failed");
}

/** Seeds of all comparisons together, on both sides, that the budget has. */
function affordableSeeds({ pools }: Change, { budgetSeconds, slots }: Setting): number {
  const ofOneSeed = pools.reduce((sum, { seconds }) => sum + 2 * seconds, 0);
  return Math.floor((budgetSeconds * slots) / ofOneSeed);
}

function pairOf(
  { headOf }: Change,
  pool: Pool,
  seed: number,
  { base, head }: { readonly base: number; readonly head: number },
): Pair {
  return {
    seed,
    base: named(pool.runs[base] as Outcome, "base"),
    head: named(headOf ? headOf(pool, head) : (pool.runs[head] as Outcome), "head"),
  };
}

function named(outcome: Outcome, side: string): Outcome {
  return outcome.status === "completed" ? { ...outcome, weightHash: side } : outcome;
}
