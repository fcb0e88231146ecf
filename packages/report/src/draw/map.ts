import * as Plot from "@observablehq/plot";
import type { MapView } from "../view/chart-types.ts";
import { document, serialize } from "./drawing.ts";
import { simplified } from "./simplified.ts";

const width = 160;
const margin = { marginLeft: 22, marginRight: 6, marginTop: 6, marginBottom: 20 };
/** So that what is drawn into is a square. */
const height = width - margin.marginLeft - margin.marginRight + margin.marginTop + margin.marginBottom;
/** In pixels. */
const tolerance = 0.2;
const guide = { stroke: "var(--quiet)", strokeWidth: 0.75, strokeDasharray: "1 3" };

/** A map of latent weights to live ones as SVG text: a square, in which what stays unchanged lies on the diagonal. */
export function drawMap({ label, style, domain, levels, scattered, pieces }: MapView): string {
  const axis = { domain, ticks: 3, tickSize: 3, label: null };
  const [low, high] = domain;
  const plot = Plot.plot({
    document,
    className: "plot",
    ariaLabel: label,
    width,
    height,
    ...margin,
    style: { fontFamily: "inherit", fontSize: "11px" },
    x: axis,
    y: axis,
    marks: [
      Plot.ruleY(levels, guide),
      Plot.line([[low, low], [high, high]], { stroke: "var(--quiet)", strokeWidth: 0.75 }), // biome-ignore format: two ends
      ...pieces.map((piece) =>
        scattered || piece.length === 1
          ? Plot.dot(piece, { r: 1.2, fill: style.colour })
          : Plot.line(simplified(piece, (tolerance * (high - low)) / height), { stroke: style.colour, strokeWidth: 2 }),
      ),
    ],
  });
  return serialize(plot);
}
