import { controlledGrid } from "../grid/controlled-grid.ts";
import type { Grid } from "../grid/grid.ts";
import type { Method, Variant } from "../method.ts";
import { type Precision, parsePrecision } from "../precision.ts";

/** What one conformance test is about: a variant of a method, at a precision, on a grid. */
export interface Subject {
  readonly variant: Variant;
  readonly precision: Precision;
  readonly grid: Grid;
}

/** The precisions at which every method is tested, where it supports them. */
export const testedPrecisions: readonly Precision[] = ["w1a32", "w1.58a32", "w2a32", "w4a32", "w32a32"].map(
  parsePrecision,
);

/** The tested precisions that a variant supports, on the controlled grid. */
export function subjectsOf(variant: Variant): Subject[] {
  return testedPrecisions
    .map((precision) => ({ variant, precision, grid: controlledGrid(precision.weightLevels) }))
    .filter(({ precision, grid }) => variant.supports(precision, grid).supported);
}

/** `ste`, or `ste/lsq`: how a variant is called in tables and records. */
export function variantName(method: Method, variant: string): string {
  return variant === "default" ? method.name : `${method.name}/${variant}`;
}
