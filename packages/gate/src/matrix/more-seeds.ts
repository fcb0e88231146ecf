import type { Suite } from "qat-runner";

/**
 * A suite with this many seeds a row: its own in their order, then the numbers above them. Claims and published figures,
 * which a comparison of two commits does not decide, are left out.
 */
export function withMoreSeeds(suite: Suite, count: number): Suite {
  return {
    ...suite,
    include: suite.include.map((row) => ({ ...row, seeds: moreSeeds(row.seeds, count) })),
    claims: [],
    published: [],
  };
}

function moreSeeds(own: readonly number[], count: number): number[] {
  const above = Math.max(...own) + 1;
  const further = Array.from({ length: Math.max(0, count - own.length) }, (_, i) => above + i);
  return [...own, ...further].slice(0, count);
}
