import type { Grid } from "./grid.ts";
import { scaledGrid } from "./scaled-grid.ts";

/**
 * Evenly spaced levels, symmetric about zero, one least-squares scale s: s (k - (L - 1) / 2), k = 0 .. L - 1. Two levels
 * are the scaled sign, three the ternary grid, 2^b the mid-rise quantizer, 2^b - 1 the one with a zero.
 */
export function uniformGrid(levels: number, granularity: Grid["granularity"] = "tensor"): Grid {
  return scaledGrid({ name: `uniform-${levels}`, lowest: -(levels - 1) / 2, levels, granularity });
}
