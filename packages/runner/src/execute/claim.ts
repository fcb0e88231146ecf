import { join } from "node:path";
import { type Release, tryLock } from "./lock.ts";

/**
 * Claims a cell of a ledger, so that no other process trains it or writes its record; null where another has.
 * @param folder the ledger's
 */
export async function claimCell(folder: string, key: string): Promise<Release | null> {
  return tryLock(join(folder, "locks", key));
}
