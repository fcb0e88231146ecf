import { recordVersion } from "./record.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What each version of the record's schema added, as readers of the next find it in records of the one before. */
const migrations: Readonly<Record<number, (record: Fields) => Fields>> = {
  1: (record) => ({
    ...record,
    ...("curves" in record ? { histograms: [], latentMap: [] } : {}),
    ...(record.status === "completed" ? { flatness: null } : {}),
  }),
  2: (record) => ({ ...record, cell: { ...(record.cell as Fields), trainOn: "split" } }),
  3: (record) => ({ ...record, ...(record.status === "completed" ? { correct: null } : {}) }),
};

/** A record of an older version as this one reads it; anything else as it is. */
export function migrate(parsed: unknown): unknown {
  let record = parsed as Fields;
  for (let version = record?.version; typeof version === "number" && version < recordVersion; version++) {
    record = { ...(migrations[version]?.(record) ?? record), version: version + 1 };
  }
  return record;
}
