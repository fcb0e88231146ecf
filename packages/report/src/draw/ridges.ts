import * as Plot from "@observablehq/plot";
import type { RidgesView } from "../view/chart-types.ts";
import { document, serialize } from "./drawing.ts";
import { simplified } from "./simplified.ts";

/** Height of a moment, and how much of it its fullest bin takes. */
const rowHeight = 30;
const fullest = 0.86;

/** In pixels. */
const tolerance = 0.2;

const latentColour = "var(--latent)";

/** Histograms over training as SVG text, the first moment on top: latent weights as areas, live ones as lines. */
export function drawRidges({ label, style, domain, ridges }: RidgesView): string {
  const base = (row: number) => ridges.length - 1 - row;
  const placed = (outline: readonly (readonly [number, number])[], row: number) =>
    outline.map(([weight, share]): [number, number] => [weight, base(row) + fullest * share]);
  const plot = Plot.plot({
    document,
    className: "plot",
    ariaLabel: label,
    width: 280,
    height: ridges.length * rowHeight + 32,
    marginLeft: 46,
    marginRight: 14,
    marginTop: 4,
    marginBottom: 28,
    style: { fontFamily: "inherit", fontSize: "11px" },
    x: { domain, label: null, ticks: 7 },
    y: { domain: [0, ridges.length], axis: null },
    marks: ridges.flatMap(({ name, latent, live }, row) => [
      Plot.line(simplified(placed(latent, row), tolerance / rowHeight), { fill: latentColour, stroke: "none" }),
      Plot.ruleY([base(row)], { stroke: "var(--line)" }),
      ...(live === null ? [] : [Plot.line(placed(live, row), { stroke: style.colour, strokeWidth: 1.2 })]),
      Plot.text([name], { x: domain[0], y: base(row), text: (text) => text, dx: -6, dy: -6, textAnchor: "end" }),
    ]),
  });
  return serialize(plot);
}
