import { type Cell, type CellRecord, cellId } from "qat-ledger";
import type { PlannedCell } from "qat-runner";
import type { AtBase } from "./candidate.ts";
import { whyNotComparable } from "./differences.ts";

/**
 * Finds what a ledger has of cells: of several records of one cell the latest that can be compared with head's, else the
 * latest.
 */
export function recordsByCell(
  records: Iterable<CellRecord>,
  head: readonly PlannedCell[],
): (cell: Cell) => AtBase | { readonly lacks: string } {
  const byCell = new Map<string, CellRecord[]>();
  const all = [...records].sort((a, b) => b.startedAt.localeCompare(a.startedAt));
  for (const record of all) {
    const id = cellId(record.cell);
    byCell.set(id, [...(byCell.get(id) ?? []), record]);
  }
  const planned = new Map(head.map((each) => [cellId(each.cell), each]));
  return (cell) => {
    const id = cellId(cell);
    const found = byCell.get(id) ?? [];
    const here = planned.get(id);
    const comparable = found.find((record) => here !== undefined && whyNotComparable(record, here) === null);
    const record = comparable ?? found[0];
    return record ? { from: "ledger", record } : { lacks: lackOf(cell, all) };
  };
}

/** What sets the nearest record apart. */
function lackOf(cell: Cell, records: readonly CellRecord[]): string {
  const { variant, task, precision } = cell;
  const near = records.find(
    ({ cell: other }) => other.variant === variant && other.task === task && other.precision === precision,
  );
  if (!near) return `the ledger has no record of ${variant} ${task} ${precision}`;
  const fields = (["device", "budget", "track", "trainOn"] as const).filter((name) => near.cell[name] !== cell[name]);
  if (fields.length === 0) return "the ledger has no record of these seeds";
  const differences = fields.map((name) => `${name} ${near.cell[name]} at base, ${cell[name]} at head`);
  return `the ledger has other cells: ${differences.join(", ")}`;
}
