import { manifestPaths, recordPaths } from "../files.ts";
import { openLedger } from "../ledger.ts";
import { mergeManifests } from "./manifests.ts";
import type { MergedFile } from "./merged-file.ts";
import { type Claim, mergeRecords } from "./records.ts";

export interface MergeOptions {
  /** Only say what would be done. */
  readonly dryRun: boolean;
  readonly claim: Claim;
  /** Told of every file that was set aside. */
  readonly warn: (message: string) => void;
}

/**
 * Copies what a ledger lacks of others: networks and records, and then manifests. A final record is never written over.
 * Each file is written whole, and a network before its record, so that a merge that was killed is finished by another.
 * @throws {LedgerError} for a folder that cannot be read or written
 */
export async function mergeLedgers(
  from: readonly string[],
  into: string,
  { dryRun, claim, warn }: MergeOptions,
): Promise<readonly MergedFile[]> {
  const records = await byName(from, recordPaths);
  const manifests = await byName(from, manifestPaths);
  const ledger = dryRun ? null : await openLedger(into, warn);
  const files: MergedFile[] = [];
  for (const [key, paths] of records) files.push(...(await mergeRecords(key, paths, into, ledger, claim)));
  for (const [name, paths] of manifests) files.push(...(await mergeManifests(name, paths, into, dryRun)));
  return files;
}

/** What several folders have under one name, in the order of the folders. */
async function byName(
  folders: readonly string[],
  pathsIn: (folder: string) => Promise<ReadonlyMap<string, string>>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const all = new Map<string, string[]>();
  for (const folder of folders) {
    for (const [name, path] of await pathsIn(folder)) all.set(name, [...(all.get(name) ?? []), path]);
  }
  return all;
}
