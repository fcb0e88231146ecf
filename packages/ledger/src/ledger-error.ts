/** The ledger cannot be read or written: the message says where, why and what to do. */
export class LedgerError extends Error {
  override readonly name = "LedgerError";
}

/** A record is none that a ledger keeps: too large, or not what the schema says. Whoever made it can make a smaller one. */
export class RecordError extends Error {
  override readonly name = "RecordError";
}
