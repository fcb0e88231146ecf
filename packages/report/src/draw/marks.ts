import type { SeriesStyle } from "../view/chart-types.ts";

/** A series' line. */
export function strokeOf({ colour, dash }: SeriesStyle) {
  return { stroke: colour, strokeWidth: 1.6, ...(dash === null ? {} : { strokeDasharray: dash }) };
}

/** Hollow where the line is dashed: the marks of a method's variants differ too. */
export function fillOf({ colour, dash, symbol }: SeriesStyle) {
  return { symbol, stroke: colour, strokeWidth: 1.4, fill: dash === null ? colour : "var(--paper)" };
}
