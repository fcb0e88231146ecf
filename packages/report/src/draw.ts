/// <reference lib="dom" />
import * as Plot from "@observablehq/plot";
// The build in one file: it loads in a fifth of the time.
import { parseHTML } from "linkedom/worker";
import type { ChartView, SeriesStyle, SeriesView } from "./view/chart-types.ts";
import { mean } from "./view/format.ts";

const { document } = parseHTML("<!doctype html><html><body></body></html>") as unknown as { document: Document };

/** Between the marks of two methods at one category, so that none covers another. */
const dodge = 7;

/** A chart as SVG text. Its colours are CSS variables, so that one drawing serves light and dark. */
export function drawChart(chart: ChartView): string {
  const { x, y, series, rule } = chart;
  const marks = series.flatMap((line, index) => drawSeries(line, x.categories, index - (series.length - 1) / 2));
  const [, top] = y.domain;
  const plot = Plot.plot({
    document,
    className: "plot",
    ariaLabel: chart.label,
    width: chart.wide ? 640 : 320,
    height: chart.wide ? 340 : 210,
    marginLeft: 46,
    marginRight: 14,
    marginTop: 26,
    style: { fontFamily: "inherit", fontSize: "11px" },
    x:
      x.categories === null
        ? { label: x.label, ticks: 4 }
        : { type: "point", domain: x.categories, label: x.label, padding: 0.5 },
    y: { label: y.label, type: y.log ? "log" : "linear", domain: y.domain, ticks: 5, grid: true, nice: !y.log },
    marks: [
      ...(rule === null
        ? []
        : [
            Plot.ruleY([rule.value], { stroke: "var(--series-reference)", strokeWidth: 1.5, strokeDasharray: "3 3" }),
            Plot.text([rule], {
              text: "name",
              y: "value",
              frameAnchor: "left",
              textAnchor: "start",
              dx: 4,
              dy: top - rule.value < rule.value - y.domain[0] ? 9 : -8,
              fill: "var(--series-reference)",
            }),
          ]),
      ...marks,
    ],
  });
  return serialize(plot);
}

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
      Plot.dot([[0, 0]], { symbol: style.symbol, r: 3.5, fill: style.colour }),
    ],
  });
  return (plot as Element).innerHTML.replace(/<style>.*?<\/style>/s, "");
}

function drawSeries({ style, points, marked }: SeriesView, categories: string[] | null, place: number): Plot.Markish[] {
  const dx = categories === null ? 0 : place * dodge;
  const at = ([x]: [number, number]) => (categories === null ? x : categories[x]);
  const line = categories === null ? points : means(points);
  const last = points.at(-1);
  const marks = marked ? points : last === undefined ? [] : [last];
  const channels = { x: at, y: ([, y]: [number, number]) => y, dx };
  return [
    Plot.line(line, { ...channels, ...strokeOf(style) }),
    Plot.dot(marks, { ...channels, symbol: style.symbol, r: marked ? 4 : 3, fill: style.colour }),
  ];
}

function means(points: readonly [number, number][]): [number, number][] {
  const places = [...new Set(points.map(([x]) => x))];
  return places.map((place) => [place, mean(points.filter(([x]) => x === place).map(([, y]) => y))]);
}

function strokeOf({ colour, dash }: SeriesStyle) {
  return { stroke: colour, strokeWidth: 1.6, ...(dash === null ? {} : { strokeDasharray: dash }) };
}

/** Plot writes its style sheet into every drawing; the page has it once. */
function serialize(plot: Element): string {
  plot.setAttribute("role", "img");
  plot.querySelector("style")?.remove();
  return plot.outerHTML;
}
