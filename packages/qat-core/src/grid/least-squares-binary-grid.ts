import { binaryCodeGrid } from "./binary-code-grid.ts";
import type { Grid } from "./grid.ts";
import { simpleTernaryGrid } from "./simple-ternary-grid.ts";

/**
 * LSBQ as the scripts of PARQ run it, for every row of their tables (Jin et al. 2025, arXiv 2503.15748, sec. 4 and 5;
 * facebookresearch/parq, LSBQuantizer): greedy binary codes at 2^b levels, the 1.1 mean |u| heuristic at three.
 * @param levels 3 or a power of two; of any other count there are none
 */
export function leastSquaresBinaryGrid(levels: number, granularity: Grid["granularity"] = "tensor"): Grid | undefined {
  if (levels === 3) return simpleTernaryGrid(granularity);
  const bits = Math.log2(levels);
  return Number.isInteger(bits) ? binaryCodeGrid(bits, granularity) : undefined;
}
