import type { ReportInput } from "../input.ts";
import { describeResult, viewAccuracy } from "./accuracy.ts";
import { viewCells } from "./cell-details.ts";
import { viewClaims } from "./claims.ts";
import { type Comparison, groupComparisons, isCompleted } from "./comparison.ts";
import { viewCost } from "./cost.ts";
import { dataWarnings } from "./data-origin.ts";
import { viewEnvironment } from "./environment.ts";
import { viewFigures } from "./figures.ts";
import { formatSeconds, formatTime } from "./format.ts";
import { viewIncomplete } from "./incomplete.ts";
import { viewMethods } from "./methods.ts";
import { type Naming, nameMethods } from "./naming.ts";
import { countOutcomes } from "./outcome.ts";
import { viewOverview } from "./overview.ts";
import { provenanceNotices, viewTag } from "./provenance.ts";
import { viewPublished } from "./published.ts";
import { viewTaskLinks } from "./task-links.ts";
import type { ComparisonView, ReportView } from "./types.ts";

/** Everything that a page says, as plain JSON with its numbers formatted. Pure: the same input, the same view. */
export function viewModel(input: ReportInput): ReportView {
  const comparisons = groupComparisons(input);
  const naming = nameMethods(input, null);
  const views = comparisons.map((comparison) => viewComparison(comparison, naming));
  return {
    title: input.suite.title,
    suite: input.suite.name,
    description: input.suite.description ?? null,
    headline: describeCoverage(input),
    tag: viewTag(input),
    generatedAt: formatTime(input.generatedAt),
    tiles: viewTiles(input),
    notices: provenanceNotices(input),
    taskLinks: viewTaskLinks(comparisons),
    overview: viewOverview(comparisons, naming),
    claims: viewClaims(input),
    comparisons: views,
    incomplete: viewIncomplete(comparisons, naming),
    cells: viewCells(comparisons, naming),
    methods: viewMethods(input, naming),
    environment: viewEnvironment(input.cells),
    styles: [...naming.styles.all],
  };
}

function viewComparison(comparison: Comparison, naming: Naming): ComparisonView {
  return {
    id: comparison.id,
    title: comparison.title,
    subtitle: comparison.subtitle,
    headline: describeResult(comparison, naming),
    warnings: dataWarnings(comparison),
    accuracy: viewAccuracy(comparison, naming),
    published: viewPublished(comparison, naming),
    cost: viewCost(comparison, naming),
    ...viewFigures(comparison, naming),
  };
}

function describeCoverage({ cells }: ReportInput): string {
  const completed = cells.filter(isCompleted).length;
  if (cells.length === 0) return "The plan has no cells.";
  if (completed === cells.length) return `All ${cells.length} planned cells completed.`;
  return `${completed} of ${cells.length} planned cells completed; ${countOutcomes(cells.filter((planned) => !isCompleted(planned)))}.`;
}

function viewTiles({ cells }: ReportInput): ReportView["tiles"] {
  const completed = cells.filter(isCompleted);
  const count = (of: "variant" | "task" | "seed") => String(new Set(cells.map(({ cell }) => cell[of])).size);
  const trained = cells.reduce(
    (sum, { record }) => sum + (record !== null && "seconds" in record ? record.seconds.train : 0),
    0,
  );
  return [
    { label: "completed", value: `${completed.length} of ${cells.length}`, href: "#cells" },
    { label: "did not complete", value: String(cells.length - completed.length), href: "#incomplete" },
    { label: "methods", value: count("variant"), href: "#methods" },
    { label: "tasks", value: count("task"), href: null },
    { label: "seeds", value: count("seed"), href: null },
    { label: "spent training", value: formatSeconds(trained), href: null },
  ];
}
