import type { Grid, Precision, Variant } from "qat-core";

/** Who is measured: a method's variant, as it takes part at a precision. */
export interface Subject {
  /** As tables name it: `ste/lsq`. */
  readonly name: string;
  readonly variant: Omit<Variant, "asPublished">;
  readonly precision: Precision;
  readonly grid: Grid;
}
