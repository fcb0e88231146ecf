import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { keyOfFile, manifestFolder, recordPath } from "./layout.ts";
import { LedgerError } from "./ledger-error.ts";

/** Paths of a ledger's records, by key, in the order of keys. @throws {LedgerError} for a folder that cannot be read */
export async function recordPaths(folder: string): Promise<Map<string, string>> {
  const keys = (await namesIn(folder)).flatMap((name) => keyOfFile(name) ?? []);
  return new Map(keys.map((key) => [key, recordPath(folder, key)]));
}

/** Paths of a ledger's manifests, by what their files are called; none where it has no folder of them. */
export async function manifestPaths(folder: string): Promise<Map<string, string>> {
  const inside = manifestFolder(folder);
  const names = await readdir(inside).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw unlistable(inside, error);
  });
  const ids = names.filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -".json".length));
  return new Map(ids.sort().map((id) => [id, join(inside, `${id}.json`)]));
}

/** Names of what lies in a ledger's folder. @throws {LedgerError} for a folder that cannot be read */
export async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw unlistable(folder, error);
  });
  return names.sort();
}

function unlistable(folder: string, cause: unknown): LedgerError {
  return new LedgerError(
    `no ledger can be read in ${folder}\n  ${String(cause)}\n  to do: name a folder that holds records, as reports/ledger`,
    { cause },
  );
}
