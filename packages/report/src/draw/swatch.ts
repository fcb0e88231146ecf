import * as Plot from "@observablehq/plot";
import type { SeriesStyle } from "../view/chart-types.ts";
import { document, serialize } from "./drawing.ts";
import { fillOf, strokeOf } from "./marks.ts";

/** From the middle of a hollow mark to where its line begins, as a share of the line to each side. */
const gap = 0.3;

/**
 * The rule that makes `<i class="swatch ...">` the sample of a series that stands beside its name: its shape as a mask of its
 * colour, so that one shape serves light and dark, and a page with thousands of samples has one element for each.
 */
export function swatchRule(style: SeriesStyle): string {
  const scale = { domain: [-1, 1], axis: null };
  const shown = { ...style, colour: "black" };
  const isHollow = style.dash !== null;
  const plot = Plot.plot({
    document,
    className: "plot",
    width: 30,
    height: 12,
    margin: 1,
    x: scale,
    y: scale,
    marks: [
      Plot.line([[-1, 0], [isHollow ? -gap : 0, 0]], strokeOf(shown)), // biome-ignore format: two ends
      Plot.line([[1, 0], [isHollow ? gap : 0, 0]], strokeOf(shown)), // biome-ignore format: two ends
      Plot.dot([[0, 0]], { ...fillOf(shown), ...(isHollow ? { fill: "none" } : {}), r: 3.5 }),
    ],
  });
  plot.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return `.${style.id}{color:${style.colour};--shape:url("data:image/svg+xml,${encodeURIComponent(serialize(plot as Element))}")}`;
}
