import * as Plot from "@observablehq/plot";
import { mean } from "qat-stats";
import type { ChartView, SeriesView, XAxis } from "../view/chart-types.ts";
import { formatBytes, formatNumber } from "../view/format.ts";
import { document, serialize } from "./drawing.ts";
import { fillOf, strokeOf } from "./marks.ts";

/** Between the marks of two methods at one category, so that none covers another; at one size it must stay small. */
const dodge = { category: 7, size: 2.5 };

/** How much of the way to the next category all marks of one may take. */
const spreadOfCategory = 0.6;

/** A character of a category's name, in pixels. */
const letter = 7;

/** From the axis of sizes to its label, which letters that a phone makes larger must not cover. */
const labelBelow = 46;

/** What others report is a level, not a run: a bar of a fixed width, like no mark of a series. */
const bar = {
  draw(context: { rect(x: number, y: number, width: number, height: number): void }, size: number) {
    const width = 2 * Math.sqrt(size / Math.PI);
    context.rect(-width, -1.75, 2 * width, 3.5);
  },
};

/** A chart as SVG text. Its colours are CSS variables, so that one drawing serves light and dark. */
export function drawChart(chart: ChartView): string {
  const { x, y, series, rule, front } = chart;
  const crowd = x.categories === null ? series.filter((line) => sharesPlace(line, series)) : series;
  const placeOf = (line: SeriesView) => (crowd.includes(line) ? crowd.indexOf(line) - (crowd.length - 1) / 2 : 0);
  const width = chart.wide ? 560 : 280;
  const step = x.categories === null ? 0 : (width - 60) / x.categories.length;
  const apart =
    x.categories !== null
      ? Math.min(dodge.category, (spreadOfCategory * step) / series.length)
      : x.bytes !== null
        ? dodge.size
        : 0;
  const marks = series.flatMap((line) => drawSeries(line, chart, placeOf(line) * apart));
  const plot = Plot.plot({
    document,
    className: "plot",
    ariaLabel: chart.label,
    width,
    height: chart.wide ? 320 : 190,
    marginLeft: 46,
    marginRight: 14,
    marginTop: 26,
    marginBottom: x.categories === null && x.bytes !== null ? labelBelow + 4 : 34,
    style: { fontFamily: "inherit", fontSize: "11px" },
    x: scaleOf(x, step),
    y: { label: y.label, grid: true, domain: y.domain, ...(y.log ? logarithmic(y.domain) : { ticks: 5, nice: true }) },
    marks: [
      Plot.line(front, {
        x: placeIn(x),
        y: ([, score]) => score,
        stroke: "var(--front)",
        strokeWidth: 7,
        strokeLinejoin: "round",
        curve: "step-after",
      }),
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

function scaleOf(x: XAxis, step: number): Plot.ScaleOptions {
  if (x.categories !== null) {
    const every = Math.ceil((letter * Math.max(...x.categories.map(({ length }) => length))) / step);
    const ticks = x.categories.filter((_, index) => index % every === 0);
    return { type: "point", domain: x.categories, ticks, label: null, padding: 0.5 };
  }
  if (x.bytes === null) return { label: x.label, ticks: 4 };
  return { label: x.label, labelOffset: labelBelow, domain: x.bytes, ...logarithmic(x.bytes), tickFormat: formatBytes };
}

/** Whether a mark of another series stands above or below one of this. */
function sharesPlace(line: SeriesView, series: readonly SeriesView[]): boolean {
  const near = (x: number, other: number) => Math.abs(x / other - 1) < 0.02;
  return line.points.some(([x]) =>
    series.some((other) => other !== line && other.points.some(([place]) => near(x, place))),
  );
}

function drawSeries(series: SeriesView, { x, y }: ChartView, dx: number): Plot.Markish[] {
  const { style, points, marked, intervals, published } = series;
  const { categories } = x;
  const [bottom, top] = y.domain;
  const at = placeIn(x);
  const inside = ([, value]: [number, number]) => (value >= bottom && value <= top ? value : Number.NaN);
  const cut = (value: number) => Math.min(top, Math.max(bottom, value));
  const line = categories === null ? points : means(points);
  const last = points.at(-1);
  const marks = marked ? points : last === undefined ? [] : [last];
  const channels = { x: at, y: inside, dx };
  const { colour } = style;
  return [
    Plot.dot(published, { ...channels, symbol: bar, fill: colour, stroke: "var(--paper)", strokeWidth: 1, r: 4.5 }),
    Plot.ruleX(intervals, { x: at, y1: ([, low]) => cut(low), y2: ([, , high]) => cut(high), dx, stroke: colour }),
    Plot.line(line, { ...channels, ...strokeOf(style) }),
    Plot.dot(marks, { ...channels, ...fillOf(style), r: marked ? 4 : 3 }),
  ];
}

/** Where a point lies across: at its category, or at its number. */
function placeIn({ categories }: XAxis) {
  return ([place]: readonly [number, ...number[]]) => (categories === null ? place : categories[place]);
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
