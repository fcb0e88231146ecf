import { drawUniforms, type Interval, shareInterval } from "qat-stats";
import type { Change, Pool } from "./pool.ts";
import { replay, type Setting } from "./replay.ts";

/** How often the gate alarms on a kind of change. */
export interface Rate {
  readonly replays: number;
  readonly alarms: number;
  /**
   * The share of alarms, with an interval at 95 % of what a finite number of replays leaves open: replays are independent,
   * given the pool.
   */
  readonly share: Interval;
  /**
   * The range of the middle 95 % of shares over pools that are drawn anew, with replacement, from the seeds of this one: what a
   * finite number of trained seeds leaves open. It is wider than `share`, and no number of replays narrows it.
   */
  readonly overPools: { readonly low: number; readonly high: number; readonly pools: number; readonly replays: number };
  /** Mean cells that a gate trains, on both sides. */
  readonly cells: number;
  /** The share of alarms in each method, where changes of several methods took turns. */
  readonly methods: readonly { readonly method: string; readonly replays: number; readonly alarms: number }[];
}

const pools = 100;

/**
 * Replays the gate on changes, in turn.
 * @param changes of one kind: one a method, say
 * @param replays at least 100
 * @param seed of the draws: the same seed, the same figures
 */
export async function rateOf(
  changes: readonly Change[],
  setting: Setting,
  replays: number,
  seed: number,
): Promise<Rate> {
  const uniform = drawUniforms("a replay", seed);
  const played = await play(changes, setting, replays, uniform);
  const alarms = total(played, "alarms");
  const ofEach = Math.ceil(replays / 10);
  const shares: number[] = [];
  for (let i = 0; i < pools; i++) {
    const again = changes.map((change) => drawnAnew(change, uniform));
    shares.push(total(await play(again, setting, ofEach, uniform), "alarms") / ofEach);
  }
  shares.sort((a, b) => a - b);
  const at = (share: number) => shares[Math.round(share * (pools - 1))] as number;
  return {
    replays,
    alarms,
    share: shareInterval(alarms, replays, 0.95),
    overPools: { low: at(0.025), high: at(0.975), pools, replays: ofEach },
    cells: total(played, "cells") / replays,
    methods: changes.flatMap(({ method }, i) =>
      method === undefined || changes.length === 1 ? [] : [{ method, ...tallyOf(played[i]) }],
    ),
  };
}

interface Played {
  replays: number;
  alarms: number;
  cells: number;
}

/** One replay after the other, the changes in turn. @returns what those of each change came to */
async function play(
  changes: readonly Change[],
  setting: Setting,
  replays: number,
  uniform: () => number,
): Promise<readonly Played[]> {
  const all = changes.map((): Played => ({ replays: 0, alarms: 0, cells: 0 }));
  for (let i = 0; i < replays; i++) {
    const turn = i % changes.length;
    const { alarms, cells } = await replay(changes[turn] as Change, setting, uniform);
    const played = all[turn] as Played;
    played.replays += 1;
    if (alarms) played.alarms += 1;
    played.cells += cells;
  }
  return all;
}

function total(played: readonly Played[], of: keyof Played): number {
  return played.reduce((sum, each) => sum + each[of], 0);
}

function tallyOf({ replays, alarms }: Played = { replays: 0, alarms: 0, cells: 0 }) {
  return { replays, alarms };
}

/** The same change, had other seeds been trained: as many, drawn from those that were, the same for all pools. */
function drawnAnew({ pools: own, headOf, paired }: Change, uniform: () => number): Change {
  const size = Math.min(...own.map(({ runs }) => runs.length));
  const chosen = Array.from({ length: size }, () => Math.floor(uniform() * size));
  const originals = new Map<Pool, Pool>();
  const again = own.map((pool) => {
    const drawn = { ...pool, runs: chosen.map((run) => pool.runs[run] as Pool["runs"][number]) };
    originals.set(drawn, pool);
    return drawn;
  });
  if (!headOf) return { pools: again, paired };
  return { pools: again, paired, headOf: (pool, run) => headOf(originals.get(pool) as Pool, chosen[run] as number) };
}
