import { floatGrid } from "./float-grid.ts";
import type { Grid } from "./grid.ts";
import { uniformGrid } from "./uniform-grid.ts";

/** The grid that every method gets on the `controlled` track: evenly spaced levels, one scale a tensor or channel. */
export function controlledGrid(levels: number, granularity: Grid["granularity"] = "tensor"): Grid {
  return Number.isFinite(levels) ? uniformGrid(levels, granularity) : floatGrid();
}
