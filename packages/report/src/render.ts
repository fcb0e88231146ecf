import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { drawChart } from "./draw/chart.ts";
import { drawForest } from "./draw/forest.ts";
import { drawSwatch } from "./draw/swatch.ts";
import type { ReportInput } from "./input.ts";
import { loadAssets, loadPage } from "./templates.ts";
import type { FigureView } from "./view/chart-types.ts";
import type { ReportView } from "./view/types.ts";
import { viewModel } from "./view/view-model.ts";

/** One HTML page that needs nothing else: no network, no script, no font. */
export async function renderReport(input: ReportInput): Promise<string> {
  const { style, script } = loadAssets();
  const scriptHash = createHash("sha256").update(script).digest("base64");
  return loadPage()({ ...drawAll(viewModel(input)), style, script, scriptHash });
}

/**
 * Writes the page to `index.html` in a folder, which is made where it is missing; a reader sees the old page or the new one.
 * @returns the path of the page
 */
export async function writeReport(folder: string, input: ReportInput): Promise<string> {
  const html = await renderReport(input);
  const path = join(folder, "index.html");
  try {
    await mkdir(folder, { recursive: true });
    await writeFileAtomic(path, html);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`cannot write the report to ${path}: ${reason}\n  to do: choose a folder that can be written`, {
      cause,
    });
  }
  return path;
}

function drawAll(view: ReportView) {
  return {
    ...view,
    styles: view.styles.map((style) => ({ ...style, svg: drawSwatch(style) })),
    claims: view.claims && {
      ...view.claims,
      forests: view.claims.forests.map((forest) => ({ ...forest, svg: drawForest(forest) })),
    },
    comparisons: view.comparisons.map((comparison) => ({
      ...comparison,
      scores: drawFigures(comparison.scores),
      curves: drawFigures(comparison.curves),
      own: drawFigures(comparison.own),
    })),
  };
}

function drawFigures(figures: readonly FigureView[]) {
  return figures.map((figure) => ({
    ...figure,
    charts: figure.charts.map((chart) => ({ ...chart, svg: drawChart(chart) })),
  }));
}
