import writeFileAtomic from "write-file-atomic";
import { LedgerError } from "./ledger-error.ts";

/**
 * Writes a file of a ledger so that a reader sees the old one or the new one, whatever happens meanwhile.
 * @throws {LedgerError} where the file system refuses
 */
export async function writeWhole(path: string, content: string | Buffer): Promise<void> {
  await writeFileAtomic(path, content).catch((cause) => {
    throw unwritable(path, cause);
  });
}

export function unwritable(path: string, cause: unknown): LedgerError {
  return new LedgerError(
    `the ledger cannot be written: ${path}\n  ${String(cause)}\n  to do: make the folder writable, or name another with --ledger`,
    { cause },
  );
}
