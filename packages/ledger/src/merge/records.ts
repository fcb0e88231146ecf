import { mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { problemOf } from "../check.ts";
import { networkPath, recordPath } from "../layout.ts";
import type { Ledger } from "../ledger.ts";
import { RecordError } from "../ledger-error.ts";
import { readRecord } from "../reading.ts";
import { writeWhole } from "../write-whole.ts";
import { decide, type Incoming } from "./decide.ts";
import type { MergedFile } from "./merged-file.ts";

/**
 * Claims a key of the ledger as a run does, so that none writes its record meanwhile; null where one is training it.
 * What it gives is called when the key is merged.
 */
export type Claim = (key: string) => Promise<(() => Promise<void>) | null>;

/**
 * Merges what ledgers have of one key.
 * @param paths of its records
 * @param ledger the one that is merged into; null where nothing is to be changed
 */
export async function mergeRecords(
  key: string,
  paths: readonly string[],
  into: string,
  ledger: Ledger | null,
  claim: Claim,
): Promise<MergedFile[]> {
  const incoming: Incoming[] = [];
  const unusable: MergedFile[] = [];
  for (const path of paths) {
    const reading = await readRecord(path);
    const problem = problemOf(path, reading);
    if (problem) unusable.push({ kind: "record", path, fate: "unusable", why: problem.what });
    else if (reading.state === "readable") {
      incoming.push({ path, record: reading.value, text: reading.text, network: networkPath(dirname(path), key) });
    }
  }
  if (incoming.length === 0) return unusable;
  const first = await decide(key, into, incoming);
  if (ledger === null || (first.write === null && first.network === null)) return [...unusable, ...first.files];
  const release = await claim(key);
  if (release === null) {
    const why = "a run is training its cell: merge again when it has ended";
    return [...unusable, ...incoming.map(({ path }) => ({ kind: "record", path, fate: "busy", why }) as const)];
  }
  try {
    await ledger.read(key); // sets aside what cannot be read
    return [...unusable, ...(await carryOut(key, ledger, incoming))];
  } finally {
    await release();
  }
}

/** Decides anew, for a run may have come between, and does it. */
async function carryOut(key: string, ledger: Ledger, incoming: readonly Incoming[]): Promise<MergedFile[]> {
  const { files, write, network } = await decide(key, ledger.folder, incoming);
  if (network !== null) {
    const target = networkPath(ledger.folder, key);
    await mkdir(dirname(target), { recursive: true });
    await writeWhole(target, await readFile(network));
  }
  if (typeof write === "string") await writeWhole(recordPath(ledger.folder, key), write);
  else if (write !== null) {
    try {
      await ledger.write(write);
    } catch (error) {
      if (!(error instanceof RecordError)) throw error;
      return files.map((file) => ({ ...file, fate: "unusable", why: error.message }));
    }
  }
  return [...files];
}
