import { controlledGrid } from "./grid/controlled-grid.ts";
import type { Grid } from "./grid/grid.ts";
import type { Variant } from "./method.ts";
import type { Precision } from "./precision.ts";

/** Under which rules methods are compared; a table never mixes them. */
export type Track = "controlled" | "as-published";

/** A variant as it takes part: its rules on that track, and the grid it gets there. Or why it does not. */
export type Entry =
  | { readonly supported: true; readonly variant: Omit<Variant, "asPublished">; readonly grid: Grid }
  | { readonly supported: false; readonly reason: string };

/**
 * How a variant runs on a track at a precision. A float network is the same on both.
 * @param granularity of the grid on the controlled track
 */
export function onTrack(
  variant: Variant,
  track: Track,
  precision: Precision,
  granularity: Grid["granularity"] = "tensor",
): Entry {
  if (track === "controlled" || !Number.isFinite(precision.weightLevels)) {
    return entry(variant, controlledGrid(precision.weightLevels, granularity), precision);
  }
  const published = variant.asPublished;
  if (!published) return { supported: false, reason: "no grid and schedule of its own are published" };
  const grid = published.grid(precision);
  if (!grid) return { supported: false, reason: `its paper has no grid of ${precision.weightLevels} levels` };
  return entry(published, grid, precision);
}

function entry(variant: Omit<Variant, "asPublished">, grid: Grid, precision: Precision): Entry {
  const support = variant.supports(precision, grid);
  return support.supported ? { supported: true, variant, grid } : support;
}
