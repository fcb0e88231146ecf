import { type CellRecord, correctOf } from "qat-ledger";
import { countPairs, mcNemarTest } from "qat-stats";

/**
 * Two networks of one seed on each test example. It speaks of these two alone, and decides nothing: the evidence are seeds.
 */
export interface ByExample {
  readonly both: number;
  readonly onlyBase: number;
  readonly onlyHead: number;
  readonly neither: number;
  /** McNemar's, that the two are right equally often. */
  readonly p: number;
}

/** Null where either did not complete, or does not say which examples it has right. */
export function byExampleOf(base: CellRecord, head: CellRecord): ByExample | null {
  if (base.status !== "completed" || head.status !== "completed") return null;
  const [a, b] = [correctOf(base), correctOf(head)];
  if (a === null || b === null) return null;
  const counts = countPairs(a, b);
  const { both, onlyA, onlyB, neither } = counts;
  return { both, onlyBase: onlyA, onlyHead: onlyB, neither, p: mcNemarTest(counts) };
}
