/** The ledger cannot be read or written: the message says where, why and what to do. */
export class LedgerError extends Error {
  override readonly name = "LedgerError";
}
