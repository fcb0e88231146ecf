import { type CellRecord, correctOf } from "qat-ledger";
import { countPairs, type Interval, mcNemarTest, pairedSharesInterval } from "qat-stats";

/**
 * Two networks of one seed on each test example. It speaks of these two alone, and decides nothing: the evidence are seeds.
 */
export interface ByExample {
  readonly both: number;
  readonly onlyBase: number;
  readonly onlyHead: number;
  readonly neither: number;
  /** Head minus base, of the share that is right, with its 95 % interval: what other examples of the kind would show. */
  readonly difference: Interval;
  /** McNemar's, that the two are right equally often. */
  readonly p: number;
}

/** Null where either did not complete, or does not say which examples it has right. */
export function byExampleOf(base: CellRecord, head: CellRecord): ByExample | null {
  if (base.status !== "completed" || head.status !== "completed") return null;
  const [ours, theirs] = [correctOf(head), correctOf(base)];
  if (ours === null || theirs === null) return null;
  const counts = countPairs(ours, theirs);
  const { both, onlyA: onlyHead, onlyB: onlyBase, neither } = counts;
  const difference = pairedSharesInterval(counts, 0.95);
  return { both, onlyBase, onlyHead, neither, difference, p: mcNemarTest(counts) };
}
