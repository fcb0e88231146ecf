import { formatDifference, formatMargin } from "qat-report/format";
import { benjaminiHochberg, mean, pairedDifference, pairedTTest } from "qat-stats";

/** What runs of one commit found of cells that are alike but for the seed. */
export interface FoundFigure {
  /** `97.50 % ± 0.20` */
  readonly text: string;
  readonly fingerprint: string;
  readonly unit: string;
  /** Value and the beginning of the weights' hash by seed, of those that completed. */
  readonly seeds: Readonly<Record<string, readonly [number, string]>>;
}

/** Both sides of a row of the comparison; what a commit did not cover is absent. */
export interface Sides {
  readonly base: FoundFigure | undefined;
  readonly head: FoundFigure | undefined;
}

/** Two commits' figures of one row, in words. */
export interface DifferenceView {
  /** The mean difference with its 95 % interval, or why there is none. */
  readonly text: string;
  /** The p value of the difference, corrected for all rows; empty where there is none. */
  readonly q: string;
  /** Whether the difference is more than chance, so corrected. */
  readonly shown: boolean;
}

/**
 * The differences of two commits, row by row, paired by seed: Student's interval each for itself, and Benjamini and
 * Hochberg's q over all of them, so that of the rows that are called more than chance a share of at most 1 - confidence is wrong on average.
 * @param confidence in (0, 1): 0.95
 */
export function describeDifferences(rows: readonly Sides[], confidence: number): DifferenceView[] {
  const described = rows.map((sides) => describe(sides, confidence));
  const adjusted = benjaminiHochberg(described.flatMap(({ p }) => p ?? []));
  return described.map(({ text, p }) => {
    const q = p === null ? undefined : adjusted.shift();
    if (q === undefined) return { text, q: "", shown: false };
    return { text, q: q < 0.001 ? "< 0.001" : q.toFixed(3), shown: q < 1 - confidence };
  });
}

/** A row by itself; p is null where its seeds cannot show a difference. */
function describe({ base, head }: Sides, confidence: number): { readonly text: string; readonly p: number | null } {
  const nothing = (text: string) => ({ text, p: null });
  if (base === undefined) return nothing("new");
  if (head === undefined) return nothing("not covered");
  if (base.fingerprint !== head.fingerprint) return nothing("not comparable: another engine or other data");
  const pairs = Object.keys(head.seeds).flatMap((seed) => {
    const [before, after] = [base.seeds[seed], head.seeds[seed]];
    return before === undefined || after === undefined ? [] : [{ before, after }];
  });
  if (pairs.length === 0) return nothing("no seed completed in both");
  if (pairs.every(({ before, after }) => before[1] === after[1])) return nothing("bit-identical");
  const [ours, theirs] = [pairs.map(({ after }) => after[0]), pairs.map(({ before }) => before[0])];
  const difference = formatDifference(mean(ours) - mean(theirs), head.unit);
  if (pairs.length === 1) return nothing(`${difference}, one seed`);
  const margin = formatMargin(pairedDifference(ours, theirs, confidence), head.unit);
  return { text: `${difference} ${margin}`, p: pairedTTest(ours, theirs) };
}
