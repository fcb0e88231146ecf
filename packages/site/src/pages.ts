import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import {
  type ChartView,
  drawChart,
  openTemplates,
  readSheets,
  type SeriesStyle,
  swatchRule,
  templateFolder,
} from "qat-report/parts";

/** As far from src/ as from dist/, to which this module is bundled. */
const folder = new URL("../templates/", import.meta.url);

/** Of the report's sheets and of this package's own, in the order of the cascade. */
const shared = ["colours", "base", "masthead", "tables", "figures", "details", "sections", "media"];
const own = ["site", "matrix", "ranking", "history", "narrow"];

/** The templates of whole pages. */
export type Template = "leaderboard" | "method" | "cell" | "device" | "history" | "compare" | "rules" | "gate";

/** What stands around every page. */
export interface Frame {
  readonly title: string;
  /** Empty in the site's folder, `../` in a folder of it. */
  readonly root: string;
  /** The part of the site that it belongs to, as the bar at the top names it. */
  readonly section: string;
  readonly generatedAt: string;
  readonly styles: readonly SeriesStyle[];
}

const sections = [
  { name: "Leaderboard", href: "index.html" },
  { name: "History", href: "history.html" },
  { name: "Compare commits", href: "compare.html" },
  { name: "Gate", href: "gate.html" },
  { name: "Rules", href: "rules.html" },
];

/** Compiles the site's templates, among which are the report's. */
export function loadTemplates(): (template: Template, frame: Frame, view: object) => string {
  const compile = openTemplates(templateFolder, folder);
  const compiled = new Map<Template, (view: object) => string>();
  const rules = new Map<string, string>();
  const withRule = (style: SeriesStyle) => {
    const rule = rules.get(style.id) ?? swatchRule(style);
    rules.set(style.id, rule);
    return { ...style, rule };
  };
  return (template, { styles, section, root, ...frame }, view) => {
    const render = compiled.get(template) ?? compile(`${template}-page`);
    compiled.set(template, render);
    return render({
      ...view,
      ...frame,
      root,
      bar: sections.map(({ name, href }) => ({ name, href: `${root}${href}`, current: name === section })),
      styles: styles.map(withRule),
    });
  };
}

/** A view with the drawing of each of its charts beside it, as SVG text. */
export function drawCharts<T extends object>(view: T): object {
  return drawn(view) as object;
}

function drawn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(drawn);
  if (typeof value !== "object" || value === null) return value;
  if (isChart(value)) return { ...value, svg: drawChart(value) };
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, drawn(inner)]));
}

function isChart(value: object): value is ChartView {
  return "series" in value && "front" in value && "table" in value;
}

/** The files that every page shares, by name. */
export function assets(): ReadonlyMap<string, string> {
  const text = (file: string) => readFileSync(new URL(file, folder), "utf8");
  const style = [readSheets(shared), ...own.map((name) => text(`style/${name}.css`))].join("\n");
  return new Map([
    ["site.css", style],
    ["site.js", text("site.js")],
    ["compare.js", bundle("compare")],
  ]);
}

/** A page's script with all that it imports, so that a page and its script say the same of the same figures. */
function bundle(name: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(new URL(`../src/browser/${name}.ts`, folder))],
    ...{ bundle: true, minify: true, write: false, format: "iife", target: "es2022", conditions: ["qat-source"] },
    logLevel: "warning",
  });
  return outputFiles.map((file) => file.text).join("");
}
