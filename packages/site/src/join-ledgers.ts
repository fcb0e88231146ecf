import { type CellRecord, isFinal, type LedgerContents, type Manifest } from "qat-ledger";

/** Several ledgers as one. */
export interface JoinedLedgers {
  readonly records: ReadonlyMap<string, CellRecord>;
  readonly manifests: readonly Manifest[];
  /** A line for each key of which two ledgers have different final results. */
  readonly conflicts: readonly string[];
}

/**
 * Joins ledgers in memory, as `ledger merge` does on disk: of one key a final record stands before one that is not, and a
 * later attempt before an earlier one. Where two final records differ, neither is taken.
 * @param ledgers by folder
 */
export function joinLedgers(ledgers: ReadonlyMap<string, LedgerContents>): JoinedLedgers {
  const records = new Map<string, CellRecord>();
  const conflicts = new Map<string, string>();
  const manifests = new Map<string, Manifest>();
  for (const [folder, contents] of ledgers) {
    for (const [key, record] of contents.records) {
      const known = records.get(key);
      if (known === undefined) records.set(key, record);
      else if (contradicts(known, record)) {
        conflicts.set(key, `left out: ${key}: ${folder} has another final result of it than a ledger before`);
      } else if (isBetter(record, known)) records.set(key, record);
    }
    for (const manifest of contents.manifests) manifests.set(manifest.id, manifest);
  }
  for (const key of conflicts.keys()) records.delete(key);
  return { records, manifests: [...manifests.values()], conflicts: [...conflicts.values()] };
}

function contradicts(a: CellRecord, b: CellRecord): boolean {
  return isFinal(a) && isFinal(b) && (a.status !== b.status || weightsOf(a) !== weightsOf(b));
}

function weightsOf(record: CellRecord): string | null {
  return record.status === "completed" ? record.weightHash : null;
}

function isBetter(record: CellRecord, than: CellRecord): boolean {
  if (isFinal(record) !== isFinal(than)) return isFinal(record);
  return !isFinal(record) && record.startedAt > than.startedAt;
}
