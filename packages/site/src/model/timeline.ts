import type { CellRecord } from "qat-ledger";
import { groupBy } from "qat-report/parts";
import { groupId, groupOf } from "./cell-group.ts";
import type { Snapshot } from "./snapshot.ts";

/** What the runs of one commit found of cells that are alike but for the seed. */
export interface Moment {
  readonly snapshot: Snapshot;
  /** By seed. */
  readonly records: readonly CellRecord[];
  /**
   * The parts of the keys that are others than at the moment before, for seeds that are in both: what changed that can change
   * the result. Empty where it is the same, null for the first moment and where no seed is in both.
   */
  readonly changes: readonly string[] | null;
}

/** Each group of cells, by its id, over the commits that covered it; the oldest first. */
export function timelinesOf(snapshots: readonly Snapshot[]): ReadonlyMap<string, readonly Moment[]> {
  const timelines = new Map<string, Moment[]>();
  for (const snapshot of snapshots) {
    const groups = groupBy(snapshot.records.values(), ({ cell }) => groupId(groupOf(cell)));
    for (const [id, found] of groups) {
      const records = found.toSorted((a, b) => a.cell.seed - b.cell.seed);
      const moments = timelines.get(id) ?? [];
      timelines.set(id, moments);
      moments.push({ snapshot, records, changes: changesSince(moments.at(-1), records) });
    }
  }
  return timelines;
}

/** The snapshot that a comparison begins with leaves nothing to say. */
function changesSince(before: Moment | undefined, records: readonly CellRecord[]): readonly string[] | null {
  const earlier = new Map(before?.records.map((record) => [record.cell.seed, record]));
  const pairs = records.flatMap((record) => {
    const other = earlier.get(record.cell.seed);
    return other === undefined ? [] : [{ record, other }];
  });
  if (pairs.length === 0) return null;
  return [...new Set(pairs.flatMap(({ record, other }) => changedParts(other, record)))];
}

/** Names of the parts in which two keys differ. */
export function changedParts(before: CellRecord, after: CellRecord): readonly string[] {
  const names = new Set([...Object.keys(before.keyParts), ...Object.keys(after.keyParts)]);
  return [...names].filter((name) => before.keyParts[name] !== after.keyParts[name]);
}
