import { type CellRecord, hashFields } from "qat-ledger";
import { tInterval } from "qat-stats";

/** How long head trains for each second that base does; or why that is not known. */
export type TimeRatio =
  | { readonly ratio: number; readonly low: number; readonly high: number; readonly seeds: number }
  | { readonly notCompared: string };

/**
 * The ratio of training times, head / base, with a 95 % interval: of the logarithms of the ratios of pairs, Student's.
 * Only where both were trained by one gate, next to each other, on one kind of hardware: elsewhere the machine and its load
 * would be compared.
 * @param pairs records of the seeds that completed at both sides
 * @param trained keys of the records that this gate made
 */
export function timeRatioOf(
  pairs: readonly { readonly base: CellRecord; readonly head: CellRecord }[],
  trained: ReadonlySet<string>,
): TimeRatio {
  const both = pairs.filter(({ base, head }) => trained.has(base.key) && trained.has(head.key));
  if (both.length === 0) return { notCompared: "base and head were not trained next to each other" };
  const alike = both.filter(({ base, head }) => hashFields(base.hardware) === hashFields(head.hardware));
  if (alike.length === 0) return { notCompared: "hardware differs" };
  const logarithms = alike.flatMap(({ base, head }) => {
    const [there, here] = [trainSeconds(base), trainSeconds(head)];
    return there > 0 && here > 0 ? [Math.log(here / there)] : [];
  });
  if (logarithms.length < 2) return { notCompared: "one seed has no spread to go by" };
  const { estimate, low, high, count } = tInterval(logarithms, 0.95);
  return { ratio: Math.exp(estimate), low: Math.exp(low), high: Math.exp(high), seeds: count };
}

function trainSeconds(record: CellRecord): number {
  return "seconds" in record ? record.seconds.train : 0;
}
