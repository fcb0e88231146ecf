import type { Ranking, Standing } from "./standing.ts";

/** Who is ahead at one precision, and how sure that is. */
export type Lead =
  /** Shown to be better than every other that is ranked, and no figure is missing. */
  | { readonly kind: "alone"; readonly first: Standing; readonly tied: readonly Standing[] }
  /** The same, but runs that failed or timed out may yet be done. */
  | { readonly kind: "open"; readonly first: Standing; readonly tied: readonly Standing[] }
  /** Nothing tells the first from some others: `tied` are those. */
  | { readonly kind: "tie"; readonly first: Standing; readonly tied: readonly Standing[] }
  /** The best mean, and nothing that says how sure that is. */
  | { readonly kind: "unranked"; readonly first: Standing; readonly tied: readonly Standing[] };

/** Null where no run completed. */
export function leadOf({ standings }: Ranking): Lead | null {
  const [first] = standings;
  if (first === undefined || first.mean === null) return null;
  const leaders = standings.filter(({ ranked }) => ranked?.rank.low === 1);
  const [leader, ...tied] = leaders.toSorted((a, b) => (b.ranked?.best ?? 0) - (a.ranked?.best ?? 0));
  if (leader === undefined) return { kind: "unranked", first, tied: [] };
  if (tied.length > 0) return { kind: "tie", first: leader, tied };
  return { kind: standings.some(isOpen) ? "open" : "alone", first: leader, tied };
}

function isOpen({ cells }: Standing): boolean {
  return cells.some(({ record }) => record?.status === "failed" || record?.status === "timed-out");
}
