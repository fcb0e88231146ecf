import { type CellRecord, cellId } from "qat-ledger";
import type { SideCell } from "./trainer.ts";

/** Seconds that cells took, by what they have in common but for seeds: the mean of all records, whatever side they are of. */
export function secondsByCell(records: Iterable<CellRecord>): Map<string, number> {
  const known = new Map<string, number[]>();
  for (const record of records) {
    if (!("seconds" in record)) continue;
    const { load, train, evaluate } = record.seconds;
    const id = alike(record);
    known.set(id, [...(known.get(id) ?? []), load + train + evaluate]);
  }
  return new Map([...known].map(([id, seconds]) => [id, seconds.reduce((sum, one) => sum + one, 0) / seconds.length]));
}

/**
 * How many seeds of all comparisons together the budget affords.
 * @param rounds the cells of each seed that have no final record, the seeds in order: those of seed 1 first
 * @param seconds of each cell: `secondsByCell`; a cell of which nothing is known counts as the mean of the others
 * @param budgetSeconds wall time
 * @param slots cells at once
 */
export function affordableSeeds(
  rounds: readonly (readonly SideCell[])[],
  seconds: ReadonlyMap<string, number>,
  budgetSeconds: number,
  slots: number,
): number {
  const mean = [...seconds.values()].reduce((sum, one) => sum + one, 0) / Math.max(1, seconds.size);
  let left = budgetSeconds * slots;
  let affordable = 0;
  for (const cells of rounds) {
    left -= cells.reduce((sum, { planned }) => sum + (seconds.get(alike(planned)) ?? mean), 0);
    if (left < 0) return affordable;
    affordable += 1;
  }
  return affordable;
}

function alike({ cell }: Pick<CellRecord, "cell">): string {
  return cellId({ ...cell, seed: 0 });
}
