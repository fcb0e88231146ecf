import * as Plot from "@observablehq/plot";
import type { ChartView, SeriesView } from "../view/chart-types.ts";
import { formatNumber, mean } from "../view/format.ts";
import { document, serialize } from "./drawing.ts";
import { fillOf, strokeOf } from "./marks.ts";

/** Between the marks of two methods at one category, so that none covers another. */
const dodge = 7;

/** A chart as SVG text. Its colours are CSS variables, so that one drawing serves light and dark. */
export function drawChart(chart: ChartView): string {
  const { x, y, series, rule } = chart;
  const marks = series.flatMap((line, index) => drawSeries(line, chart, index - (series.length - 1) / 2));
  const plot = Plot.plot({
    document,
    className: "plot",
    ariaLabel: chart.label,
    width: chart.wide ? 560 : 280,
    height: chart.wide ? 320 : 190,
    marginLeft: 46,
    marginRight: 14,
    marginTop: 26,
    marginBottom: 34,
    style: { fontFamily: "inherit", fontSize: "11px" },
    x:
      x.categories === null
        ? { label: x.label, ticks: 4 }
        : { type: "point", domain: x.categories, label: null, padding: 0.5 },
    y: { label: y.label, grid: true, domain: y.domain, ...(y.log ? logarithmic(y.domain) : { ticks: 5, nice: true }) },
    marks: [
      ...marks,
      ...(rule === null
        ? []
        : [
            Plot.ruleY([rule.value], { stroke: "var(--series-reference)", strokeWidth: 1.5, strokeDasharray: "3 3" }),
            // Above the frame, where no series can cross it.
            Plot.text([rule], {
              text: ({ name }) => `┄ ${name}`,
              frameAnchor: "top-right",
              dy: -14,
              fill: "var(--series-reference)",
            }),
          ]),
    ],
  });
  return serialize(plot);
}

function drawSeries({ style, points, marked }: SeriesView, { x, y }: ChartView, place: number): Plot.Markish[] {
  const { categories } = x;
  const [bottom, top] = y.domain;
  const dx = categories === null ? 0 : place * dodge;
  const at = ([step]: [number, number]) => (categories === null ? step : categories[step]);
  const inside = ([, value]: [number, number]) => (value >= bottom && value <= top ? value : Number.NaN);
  const line = categories === null ? points : means(points);
  const last = points.at(-1);
  const marks = marked ? points : last === undefined ? [] : [last];
  const channels = { x: at, y: inside, dx };
  return [
    Plot.line(line, { ...channels, ...strokeOf(style) }),
    Plot.dot(marks, { ...channels, ...fillOf(style), r: marked ? 4 : 3 }),
  ];
}

/** Few lines, all labelled: the fewer of each power of ten, the more powers there are. */
function logarithmic([low, high]: [number, number]) {
  const first = Math.floor(Math.log10(low));
  const powers = Array.from({ length: Math.ceil(Math.log10(high)) - first + 1 }, (_, index) => 10 ** (first + index));
  const decades = Math.log10(high / low);
  const steps = decades < 2.3 ? [1, 2, 5] : decades < 4 ? [1, 3] : [1];
  const ticks = powers.flatMap((power) => steps.map((step) => step * power));
  return {
    type: "log" as const,
    ticks: ticks.filter((tick) => tick >= low && tick <= high),
    tickFormat: (tick: number) => formatNumber(tick),
  };
}

function means(points: readonly [number, number][]): [number, number][] {
  const places = [...new Set(points.map(([x]) => x))];
  return places.map((place) => [place, mean(points.filter(([x]) => x === place).map(([, y]) => y))]);
}
