import type { Grid } from "./grid.ts";
import { scaledGrid } from "./scaled-grid.ts";

/**
 * A scale times the signed integers of two's complement, -2^(b-1) .. 2^(b-1) - 1: a zero, and one level more below it
 * than above. The weights of LSQ (Esser et al. 2020, arXiv 1902.08153, sec. 2) and of transition rate scheduling (Lee et
 * al. 2025, arXiv 2404.19248, eq. 13). Both round half to even.
 * @param bits b, at least 2: of one bit the integers are -1 and 0, and no weight could be positive
 */
export function signedIntegerGrid(bits: number, granularity: Grid["granularity"] = "tensor"): Grid {
  const levels = { name: `signed-integer-${bits}`, lowest: -(2 ** (bits - 1)), levels: 2 ** bits, granularity };
  // The lowest integer is even, and so are the integers of even codes.
  return { ...scaledGrid(levels), ties: "even" };
}
