import { unusable } from "./check.ts";
import { manifestPaths, recordPaths } from "./files.ts";
import type { Manifest } from "./manifest.ts";
import { readManifest, readRecord } from "./reading.ts";
import type { CellRecord } from "./record.ts";

/** What can be read of a ledger. */
export interface LedgerContents {
  /** By key, in the order of keys. */
  readonly records: ReadonlyMap<string, CellRecord>;
  /** Oldest first. */
  readonly manifests: readonly Manifest[];
}

/**
 * Reads a whole ledger. Nothing is changed: files that cannot be read stay where they are.
 * @param warn told of every file that was left out
 * @throws {LedgerError} for a folder that cannot be read
 */
export async function readLedger(folder: string, warn: (message: string) => void): Promise<LedgerContents> {
  const records = new Map<string, CellRecord>();
  for (const [key, path] of await recordPaths(folder)) {
    const reading = await readRecord(path);
    if (reading.state === "readable") records.set(key, reading.value);
    else warn(`left out: ${path}\n  ${unusable(path, reading)?.what ?? "it is gone"}`);
  }
  const manifests: Manifest[] = [];
  for (const path of (await manifestPaths(folder)).values()) {
    const reading = await readManifest(path);
    if (reading.state === "readable") manifests.push(reading.value);
    else warn(`left out: ${path}\n  ${unusable(path, reading)?.what ?? "it is gone"}`);
  }
  return { records, manifests: manifests.sort((a, b) => a.at.localeCompare(b.at)) };
}
