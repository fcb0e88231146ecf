import * as Plot from "@observablehq/plot";
import type { SeriesStyle } from "../view/chart-types.ts";
import { document } from "./drawing.ts";
import { fillOf, strokeOf } from "./marks.ts";

/** The sample of a series that stands beside its name. */
export function drawSwatch(style: SeriesStyle): string {
  const scale = { domain: [-1, 1], axis: null };
  const plot = Plot.plot({
    document,
    className: "plot",
    width: 30,
    height: 12,
    margin: 1,
    x: scale,
    y: scale,
    marks: [
      Plot.line([[-1, 0], [1, 0]], strokeOf(style)), // biome-ignore format: two ends
      Plot.dot([[0, 0]], { ...fillOf(style), r: 3.5 }),
    ],
  });
  return (plot as Element).innerHTML.replace(/<style>.*?<\/style>/s, "");
}
