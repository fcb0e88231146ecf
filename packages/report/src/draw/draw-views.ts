import type { FigureView, SeriesStyle } from "../view/chart-types.ts";
import type { MethodPageView, VariantRunsView } from "../view/method-page-types.ts";
import type { ReportView } from "../view/types.ts";
import { drawChart } from "./chart.ts";
import { drawForest } from "./forest.ts";
import { drawMap } from "./map.ts";
import { drawRidges } from "./ridges.ts";
import { swatchRule } from "./swatch.ts";

/** The suite's view with each of its drawings as SVG text. */
export function drawSuitePage(view: ReportView) {
  return {
    ...view,
    styles: drawStyles(view.styles),
    claims: view.claims && { ...view.claims, forests: view.claims.forests.map(drawnBy(drawForest)) },
    comparisons: view.comparisons.map((comparison) => ({
      ...comparison,
      scores: comparison.scores.map(drawFigure),
      curves: comparison.curves.map(drawFigure),
    })),
  };
}

/** The same of a method's page. */
export function drawMethodPage(view: MethodPageView) {
  return {
    ...view,
    styles: drawStyles(view.styles),
    comparisons: view.comparisons.map((comparison) => ({
      ...comparison,
      scores: comparison.scores.map(drawFigure),
      variants: comparison.variants.map(drawRuns),
    })),
  };
}

function drawRuns(view: VariantRunsView) {
  return {
    ...view,
    maps: view.maps && {
      ...view.maps,
      rows: view.maps.rows.map((row) => ({ ...row, charts: row.charts.map(drawnBy(drawMap)) })),
    },
    ridges: view.ridges && { ...view.ridges, charts: view.ridges.charts.map(drawnBy(drawRidges)) },
    own: view.own && drawFigure(view.own),
    shared: view.shared && drawFigure(view.shared),
  };
}

function drawFigure(figure: FigureView) {
  return { ...figure, charts: figure.charts.map(drawnBy(drawChart)) };
}

function drawStyles(styles: readonly SeriesStyle[]) {
  return styles.map((style) => ({ ...style, rule: swatchRule(style) }));
}

function drawnBy<T extends object>(draw: (view: T) => string): (view: T) => T & { svg: string } {
  return (view) => ({ ...view, svg: draw(view) });
}
