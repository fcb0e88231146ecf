import { type CellRecord, cellId, type Manifest } from "qat-ledger";
import { shortHash } from "qat-report/parts";

/** The records that stand together: the latest of each cell, or what the runs of one commit found. */
export interface Snapshot {
  /** Fit for a file's name. */
  readonly id: string;
  /** `3f9c2a7`, `3f9c2a7 with changes 1b2c3d`, `no commit` */
  readonly name: string;
  readonly commit: string | null;
  readonly dirty: boolean;
  /** When the first of its runs began. */
  readonly at: string;
  /** By cell; each the latest that its runs found. */
  readonly records: ReadonlyMap<string, CellRecord>;
}

/** What the runs of each commit found, uncommitted changes being a commit of their own; the oldest first. */
export function snapshotsOf(
  manifests: readonly Manifest[],
  records: ReadonlyMap<string, CellRecord>,
): readonly Snapshot[] {
  const snapshots = new Map<string, Omit<Snapshot, "records"> & { records: Map<string, CellRecord> }>();
  for (const { at, commit, dirty, dirtyHash, keys } of oldestFirst(manifests)) {
    const { id, name } = nameSources(commit, dirty, dirtyHash);
    const snapshot = snapshots.get(id) ?? { id, name, commit, dirty, at, records: new Map<string, CellRecord>() };
    snapshots.set(id, snapshot);
    for (const key of keys) {
      const record = records.get(key);
      if (record !== undefined) snapshot.records.set(cellId(record.cell), record);
    }
  }
  return [...snapshots.values()].filter((snapshot) => snapshot.records.size > 0);
}

/**
 * The latest record of each cell: what the latest run that covered it found, and of cells that no run names what was
 * started last.
 */
export function latestOf(
  manifests: readonly Manifest[],
  records: ReadonlyMap<string, CellRecord>,
): ReadonlyMap<string, CellRecord> {
  const latest = new Map<string, { record: CellRecord; at: string }>();
  const seen = new Map<string, string>();
  for (const { at, keys } of oldestFirst(manifests)) for (const key of keys) seen.set(key, at);
  for (const record of records.values()) {
    const at = seen.get(record.key) ?? record.startedAt;
    const id = cellId(record.cell);
    const known = latest.get(id);
    const isLater =
      known === undefined || at > known.at || (at === known.at && record.startedAt > known.record.startedAt);
    if (isLater) latest.set(id, { record, at });
  }
  return new Map([...latest].map(([id, { record }]) => [id, record]));
}

function oldestFirst(manifests: readonly Manifest[]): readonly Manifest[] {
  return manifests.toSorted((a, b) => a.at.localeCompare(b.at));
}

function nameSources(commit: string | null, dirty: boolean, dirtyHash: string | null): Pick<Snapshot, "id" | "name"> {
  const short = commit === null ? "no-commit" : shortHash(commit, 10);
  const name = commit === null ? "no commit" : shortHash(commit, 7);
  if (!dirty) return { id: short, name };
  const changes = dirtyHash === null ? "unknown" : shortHash(dirtyHash, 6);
  return { id: `${short}-${changes}`, name: `${name} with changes ${changes}` };
}
