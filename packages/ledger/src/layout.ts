import { join } from "node:path";

/** Where a key's record lies in a ledger's folder. */
export function recordPath(folder: string, key: string): string {
  return join(folder, `${key}.json`);
}

/** The key that a file's name says it holds the record of; null for names of anything else. */
export function keyOfFile(name: string): string | null {
  return /^([0-9a-f]{32})\.json$/.exec(name)?.[1] ?? null;
}

/** Where runs leave their manifests. */
export function manifestFolder(folder: string): string {
  return join(folder, "manifests");
}

/** Where a float cell leaves its network for the cells that start from it. */
export function networkPath(folder: string, key: string): string {
  return join(folder, "networks", `${key}.bin`);
}
