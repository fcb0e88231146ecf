import * as Plot from "@observablehq/plot";
import type { ForestRow, ForestView } from "../view/forest.ts";
import { document, serialize } from "./drawing.ts";

/** Height of an interval with its name above it. */
const rowHeight = 44;

/** Marks that differ by shape and by fill, not by colour alone. */
const styles = {
  reproduced: { symbol: "circle", colour: "var(--ink)", fill: "var(--ink)" },
  "not reproduced": { symbol: "times", colour: "var(--outcome)", fill: "none" },
  undecided: { symbol: "circle", colour: "var(--quiet)", fill: "var(--paper)" },
} as const;

/** Intervals below each other as SVG text, each with its name above it and, dashed, what its claim asks for. */
export function drawForest({ label, domain, rows }: ForestView): string {
  const y = (_: ForestRow, index: number) => index;
  const dy = rowHeight / 4;
  const styleOf = ({ verdict }: ForestRow) => styles[verdict];
  const plot = Plot.plot({
    document,
    className: "plot",
    ariaLabel: label,
    width: 560,
    height: rowHeight * rows.length + 32,
    marginLeft: 12,
    marginRight: 12,
    marginTop: 4,
    marginBottom: 28,
    style: { fontFamily: "inherit", fontSize: "11px" },
    x: { label: null, domain, ticks: 5, grid: true },
    y: { type: "band", domain: rows.map(y), axis: null, padding: 0 },
    marks: [
      Plot.tickX(rows, {
        x: "threshold",
        y,
        insetTop: rowHeight / 2,
        stroke: "var(--series-reference)",
        strokeWidth: 1.5,
        strokeDasharray: "3 3",
      }),
      Plot.ruleY(rows, { y, x1: "low", x2: "high", dy, stroke: (row) => styleOf(row).colour, strokeWidth: 2 }),
      Plot.dot(rows, {
        y,
        x: "estimate",
        dy,
        r: 5,
        symbol: (row: ForestRow) => styleOf(row).symbol,
        stroke: (row) => styleOf(row).colour,
        fill: (row) => styleOf(row).fill,
        strokeWidth: 2,
      }),
      Plot.text(rows, {
        y,
        text: "name",
        frameAnchor: "left",
        textAnchor: "start",
        dy: -dy,
        fill: "var(--ink)",
        stroke: "var(--paper)",
        strokeWidth: 4,
      }),
    ],
  });
  return serialize(plot);
}
