import { type Cell, hashFields } from "qat-ledger";
import { slug } from "qat-report/parts";

/** Cells that are alike but for the seed: what is one row of a table, and one page. */
export type CellGroup = Omit<Cell, "seed">;

/** The group of a cell. */
export function groupOf({ seed: _, ...group }: Cell): CellGroup {
  return group;
}

const known = new Map<string, string>();

/** The same for cells that are alike but for the seed, and for no others: readable, and fit for a file's name. */
export function groupId({ variant, task, track, budget, trainOn, precision, device }: CellGroup): string {
  const parts = [variant, task, track, budget, trainOn, precision, device];
  const name = JSON.stringify(parts);
  const id = known.get(name) ?? `${slug([variant, task, precision].join("-"))}-${hashFields(parts).slice(0, 8)}`;
  known.set(name, id);
  return id;
}
