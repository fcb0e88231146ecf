import { access } from "node:fs/promises";
import { join } from "node:path";
import type { Ledger } from "qat-ledger";

/** Where a running cell leaves its checkpoint. */
export function checkpointPath(ledger: Ledger, key: string): string {
  return join(ledger.folder, "checkpoints", `${key}.bin`);
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
