import { basename, join } from "node:path";
import { manifestPaths, namesIn } from "./files.ts";
import { hashFields, keyOf } from "./key.ts";
import { keyOfFile } from "./layout.ts";
import type { Manifest } from "./manifest.ts";
import { type Reading, readManifest, readRecord } from "./reading.ts";
import type { CellRecord } from "./record.ts";

/** A file of a ledger that is not what it should be. */
export interface LedgerProblem {
  readonly path: string;
  readonly kind: "unreadable" | "newer" | "misnamed" | "altered";
  readonly what: string;
}

/** A manifest that names keys without a record: its run goes on, was interrupted, or not all of it was copied. */
export interface LedgerNotice {
  readonly path: string;
  readonly kind: "incomplete";
  readonly what: string;
}

/** What a check says of a record that can be read. */
export interface CheckedRecord {
  readonly key: string;
  readonly status: CellRecord["status"];
  /** The version of the schema that its file is written in. */
  readonly version: number;
  readonly commit: string | null;
}

/** What lies in a ledger's folder. */
export interface LedgerCheck {
  readonly folder: string;
  readonly records: readonly CheckedRecord[];
  /** Oldest first. */
  readonly manifests: readonly Manifest[];
  readonly problems: readonly LedgerProblem[];
  /** What a reader should know, and nothing is wrong with. */
  readonly notices: readonly LedgerNotice[];
  /** Files that earlier runs set aside. */
  readonly setAside: readonly string[];
}

/**
 * Reads every record and manifest of a ledger. Nothing is changed.
 * @throws {LedgerError} for a folder that cannot be read
 */
export async function checkLedger(folder: string): Promise<LedgerCheck> {
  const names = await namesIn(folder);
  const records: CheckedRecord[] = [];
  const problems: LedgerProblem[] = [];
  for (const name of names.filter((each) => each.endsWith(".json"))) {
    const path = join(folder, name);
    const reading = await readRecord(path);
    const problem = keyOfFile(name) === null ? notAKey(path, reading) : problemOf(path, reading);
    if (problem) problems.push(problem);
    else if (reading.state === "readable") {
      const { key, status, provenance } = reading.value;
      records.push({ key, status, version: Number(reading.written.version), commit: provenance.commit });
    }
  }
  const keys = new Set(names.flatMap((name) => keyOfFile(name) ?? []));
  const runs = await checkManifests(folder, keys);
  return {
    folder,
    records,
    manifests: runs.manifests,
    problems: [...problems, ...runs.problems],
    notices: runs.notices,
    setAside: names.filter((name) => name.includes(".corrupt-")).map((name) => join(folder, name)),
  };
}

/** What is wrong with a record's file, if anything is. */
export function problemOf(path: string, reading: Reading<CellRecord>): LedgerProblem | null {
  if (reading.state !== "readable") return unusable(path, reading);
  const { key, keyParts } = reading.value;
  const named = keyOf(keyParts);
  if (named !== key) return { path, kind: "altered", what: `its key parts hash to ${named}` };
  const { cell } = reading.written;
  if (keyParts.cell !== undefined && hashFields(cell as object) !== keyParts.cell) {
    return { path, kind: "altered", what: "its cell does not hash to the key's part" };
  }
  return null;
}

/** What is wrong with a file that gave nothing; null where there is none. */
export function unusable(path: string, reading: Reading<unknown>): LedgerProblem | null {
  switch (reading.state) {
    case "absent":
    case "readable":
      return null;
    case "newer":
      return {
        path,
        kind: "newer",
        what: `it was written by a newer version of the suite: schema ${reading.version}, this one reads up to ${reading.known}`,
      };
    case "misnamed":
      return { path, kind: "misnamed", what: reading.why };
    default:
      return { path, kind: "unreadable", what: reading.why };
  }
}

function notAKey(path: string, reading: Reading<CellRecord>): LedgerProblem {
  const holds = reading.state === "misnamed" ? `, and ${reading.why}` : "";
  return { path, kind: "misnamed", what: `its name is no key, so that no run finds it${holds}` };
}

async function checkManifests(
  folder: string,
  keys: ReadonlySet<string>,
): Promise<Pick<LedgerCheck, "manifests" | "problems" | "notices">> {
  const manifests: Manifest[] = [];
  const problems: LedgerProblem[] = [];
  const notices: LedgerNotice[] = [];
  for (const path of (await manifestPaths(folder)).values()) {
    const reading = await readManifest(path);
    const problem = unusable(path, reading);
    if (problem) problems.push(problem);
    if (reading.state !== "readable") continue;
    const { id, keys: named } = reading.value;
    manifests.push(reading.value);
    if (basename(path) !== `${id}.json`) {
      problems.push({ path, kind: "misnamed", what: `it is the manifest of ${id}` });
    }
    const missing = named.filter((key) => !keys.has(key));
    if (missing.length > 0) notices.push(incomplete(path, missing, named.length));
  }
  return { manifests: manifests.sort((a, b) => a.at.localeCompare(b.at)), problems, notices };
}

function incomplete(path: string, missing: readonly string[], all: number): LedgerNotice {
  const named = `${missing.slice(0, 3).join(", ")}${missing.length > 3 ? ", …" : ""}`;
  const what = `no record of ${missing.length} of its ${all} keys, for its run goes on or was interrupted, or not all was copied: ${named}`;
  return { path, kind: "incomplete", what };
}
