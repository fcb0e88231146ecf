import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect } from "vitest";
import {
  type CellRecord,
  type Fate,
  type MergedFile,
  type MergeOptions,
  mergeLedgers,
  openLedger,
} from "../src/index.ts";
import { failedRecord, keyedRecord } from "./records.ts";

let root: string;

/** What the test's merges warned of, and the keys that they claimed. */
export let warnings: string[];
export let claimed: string[];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "qat-merge-"));
  [warnings, claimed] = [[], []];
});
afterEach(() => rm(root, { recursive: true }));

/** The test's folder of a name. */
export const at = (name: string) => join(root, name);
export const day = (n: number) => `2026-01-0${n}T00:00:00.000Z`;
export const fates = (files: readonly { fate: Fate }[]) => files.map(({ fate }) => fate);

export const one = keyedRecord({ seed: 1 }, { startedAt: day(5) });
export const two = keyedRecord({ seed: 2 }, { startedAt: day(5) });
export const failed = failedRecord(one, day(1), "out of memory");

/** Writes a ledger. */
export async function put(name: string, ...records: CellRecord[]): Promise<void> {
  const ledger = await openLedger(at(name), (message) => expect.fail(message));
  for (const record of records) await ledger.write(record);
}

/** Merges ledgers into the one that is called `into`. */
export function merge(from: readonly string[], changes: Partial<MergeOptions> = {}): Promise<readonly MergedFile[]> {
  const claim = async (key: string) => {
    claimed.push(key);
    return async () => {};
  };
  const warn = (message: string) => void warnings.push(message);
  return mergeLedgers(from.map(at), at("into"), { dryRun: false, claim, warn, ...changes });
}

/** What `into` has of a key. */
export async function into(key: string): Promise<CellRecord> {
  return JSON.parse(await readFile(join(at("into"), `${key}.json`), "utf8"));
}

/** Every file of a folder with what is in it. */
export async function contents(name: string): Promise<Record<string, string>> {
  const entries = await readdir(at(name), { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await readFile(path, "utf8")])));
}
