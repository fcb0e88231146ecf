import type { Plan } from "./plan.ts";

/** One of several equal shares of a plan. */
export interface Shard {
  /** From 1 to `count`. */
  readonly index: number;
  readonly count: number;
}

/**
 * Keys of the cells that are a shard's own. Cells are dealt out in the plan's order, so that each shard has its share of
 * every task and method, and the shards together have each cell once. Cells that are skipped take no time and are dealt
 * out apart. A float cell that others start from is one shard's own, and is trained in each that needs it.
 */
export function shardKeys({ cells }: Plan, { index, count }: Shard): ReadonlySet<string> {
  const trained = cells.filter(({ skip }) => skip === undefined);
  const skipped = cells.filter(({ skip }) => skip !== undefined);
  const dealt = [trained, skipped].flatMap((hand) => hand.filter((_, i) => i % count === index - 1));
  return new Set(dealt.map(({ key }) => key));
}
