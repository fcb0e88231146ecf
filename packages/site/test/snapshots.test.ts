import type { CellRecord, LedgerContents } from "qat-ledger";
import { describe, expect, test } from "vitest";
import { joinLedgers } from "../src/index.ts";
import { latestOf, snapshotsOf } from "../src/model/snapshot.ts";
import { makeLedger, small } from "./made-ledger.ts";

const made = makeLedger({ ...small, changes: 1 });

describe("snapshots", () => {
  const snapshots = snapshotsOf(made.manifests, made.records);

  test("one a commit, the oldest first, each with what its runs found", () => {
    expect(snapshots.map(({ commit }) => commit)).toEqual(made.manifests.map(({ commit }) => commit));
    expect(snapshots.map(({ records }) => records.size)).toEqual(made.manifests.map(({ keys }) => keys.length));
  });

  test("uncommitted changes are sources of their own", () => {
    const [first] = made.manifests;
    if (first === undefined) throw new Error("there is a run");
    const dirty = { ...first, id: "dirty", dirty: true, dirtyHash: "abcdef0123", at: "2026-05-01T00:00:00.000Z" };
    const names = snapshotsOf([...made.manifests, dirty], made.records).map(({ name }) => name);
    expect(names).toHaveLength(4);
    expect(names[3]).toBe(`${first.commit?.slice(0, 7)} with changes abcdef`);
  });

  test("the latest record is what the latest run named, even where it is an old one", () => {
    const [first] = made.manifests;
    if (first === undefined) throw new Error("there is a run");
    const reverted = { ...first, id: "reverted", commit: "ffff", at: "2026-06-01T00:00:00.000Z" };
    const latest = [...latestOf([...made.manifests, reverted], made.records).values()].map(({ key }) => key);
    expect(new Set(latest)).toEqual(new Set(first.keys));
  });

  test("records that no run names count by when they started", () => {
    const latest = [...latestOf([], made.records).values()].map(({ key }) => key);
    expect(new Set(latest)).toEqual(new Set(made.manifests.at(-1)?.keys));
  });
});

describe("ledgers joined", () => {
  const [record] = [...made.records.values()].filter(({ status }) => status === "completed");
  if (record?.status !== "completed") throw new Error("there is a completed record");
  const holding = (held: CellRecord): LedgerContents => ({ records: new Map([[held.key, held]]), manifests: [] });
  const failed = {
    ...{ ...record, status: "failed", stage: "train", reason: "no memory", detail: "", log: "" },
    startedAt: "2030-01-01T00:00:00.000Z",
  } as unknown as CellRecord;
  const join = (...contents: LedgerContents[]) =>
    joinLedgers(new Map(contents.map((each, i) => [`ledger-${i}`, each])));

  test("hold the records and runs of all", () => {
    const other = makeLedger({ ...small, tasks: ["vit"] });
    const { records, manifests, conflicts } = join(made, { ...other, manifests: [] });
    expect(records.size).toBe(made.records.size + other.records.size);
    expect(manifests).toEqual(made.manifests);
    expect(conflicts).toEqual([]);
  });

  test("a final record stands before a later failure, in whichever order", () => {
    expect(join(holding(record), holding(failed)).records.get(record.key)).toBe(record);
    expect(join(holding(failed), holding(record)).records.get(record.key)).toBe(record);
  });

  test("two final records with other weights are both left out, and said", () => {
    const { records, conflicts } = join(holding(record), holding({ ...record, weightHash: "other" }));
    expect(records.size).toBe(0);
    expect(conflicts).toEqual([expect.stringMatching(new RegExp(`^left out: ${record.key}: ledger-1 has another`))]);
    expect(join(holding(record), holding({ ...record })).conflicts).toEqual([]);
  });
});
