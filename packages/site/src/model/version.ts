import { type CellRecord, hashFields } from "qat-ledger";

/**
 * What a record's figures depend on besides its cell: program, packages, data, engine, and the same of the float network that
 * it starts from. Records of cells that are alike but for the seed are replicates only where it is equal.
 * @param records by key, in which float starts are looked up; one that is missing counts as a version of its own
 */
export function versionsOf(records: ReadonlyMap<string, CellRecord>): (record: CellRecord) => string {
  const known = new Map<string, string>();
  const versionOf = (record: CellRecord): string => {
    const found = known.get(record.key);
    if (found !== undefined) return found;
    const { cell: _, start, ...parts } = record.keyParts;
    const from = start === undefined ? undefined : records.get(start);
    const version = hashFields({ ...parts, start: from === undefined ? (start ?? "") : versionOf(from) });
    known.set(record.key, version);
    return version;
  };
  return versionOf;
}

/** What accuracies must have in common to be compared: the engine and the data. */
export function fingerprintOf({ engine, data }: CellRecord): string {
  return hashFields({ engine: hashFields(engine), data: data.sha256 });
}
