import type { PlannedCell } from "qat-runner";
import type { SeedPair } from "../matrix/candidate.ts";
import type { SideCell, SideName } from "./trainer.ts";

/**
 * The cells of pairs in the order in which they are trained: a whole seed before the next, so that what the budget leaves
 * is whole; base and head of a pair next to each other, whichever comes first by turns, so that both meet the same
 * machine; and before a seed's cells the float cells that they start from.
 * @param pairs of each comparison, in the order of seeds
 * @param starts float cells of both sides, by key
 */
export function trainingOrder(
  pairs: readonly (readonly SeedPair[])[],
  starts: ReadonlyMap<string, PlannedCell>,
): SideCell[] {
  const order: SideCell[] = [];
  const rounds = Math.max(0, ...pairs.map((own) => own.length));
  for (let round = 0; round < rounds; round++) {
    const cells = pairs.flatMap((own, i) => {
      const pair = own[round];
      return pair ? sidesOf(pair, (round + i) % 2 === 0) : [];
    });
    const needed = cells.flatMap(({ side, planned }) => {
      const start = planned.needs === undefined ? undefined : starts.get(planned.needs);
      return start ? [{ side, planned: start }] : [];
    });
    order.push(...needed, ...cells);
  }
  return order;
}

function sidesOf({ base, head }: SeedPair, baseFirst: boolean): SideCell[] {
  const cells: { readonly side: SideName; readonly planned: PlannedCell }[] = [{ side: "head", planned: head }];
  if (base.from === "plan") cells.push({ side: "base", planned: base.planned });
  return baseFirst ? cells.reverse() : cells;
}
