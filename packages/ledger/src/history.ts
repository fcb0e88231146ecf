import type { Cell } from "./cell.ts";
import { hashFields } from "./key.ts";
import type { Manifest } from "./manifest.ts";
import type { CellRecord } from "./record.ts";

/** What became of one cell over a ledger's runs. */
export interface CellHistory {
  readonly cell: Cell;
  /** Oldest first. */
  readonly points: readonly HistoryPoint[];
}

/** One run that covered the cell. */
export interface HistoryPoint {
  /** When the run began; its records may be older, where they were cached. */
  readonly at: string;
  readonly suite: string;
  /** The sources of the run. */
  readonly commit: string | null;
  readonly dirty: boolean;
  readonly key: string;
  /** Whether the key is another than at the point before: something that can change the result has changed. */
  readonly changed: boolean;
  readonly record: CellRecord;
}

/**
 * Joins runs to records: for each cell, whatever its keys, what the runs that covered it found.
 * @param manifests in any order
 * @param records by key; what a manifest names and is not among them is left out, for nothing says what cell it was
 * @returns in the order in which runs first covered the cells
 */
export function historyOf(
  manifests: readonly Manifest[],
  records: ReadonlyMap<string, CellRecord>,
): readonly CellHistory[] {
  const histories = new Map<string, { cell: Cell; points: HistoryPoint[] }>();
  for (const { at, suite, commit, dirty, keys } of [...manifests].sort((a, b) => a.at.localeCompare(b.at))) {
    for (const key of keys) {
      const record = records.get(key);
      if (!record) continue;
      const history = histories.get(cellId(record.cell)) ?? { cell: record.cell, points: [] };
      histories.set(cellId(record.cell), history);
      const before = history.points.at(-1);
      const changed = before !== undefined && before.key !== key;
      history.points.push({ at, suite, commit, dirty, key, changed, record });
    }
  }
  return [...histories.values()];
}

/** The same for two cells that are described alike, and for no others. */
export function cellId(cell: Cell): string {
  return hashFields(cell);
}
