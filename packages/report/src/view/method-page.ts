import type { MethodInput, ReportInput } from "../input.ts";
import { viewAccuracy } from "./accuracy.ts";
import { viewAgainstBits } from "./against-bits.ts";
import { type Comparison, groupComparisons } from "./comparison.ts";
import { logarithmicRule } from "./curve-chart.ts";
import { dataWarnings } from "./data-origin.ts";
import { viewFlatness } from "./flatness.ts";
import { formatTime, plural } from "./format.ts";
import { viewIncomplete } from "./incomplete.ts";
import { methodFile, methodOf } from "./method-name.ts";
import type { MethodComparisonView, MethodPageView, VariantRow } from "./method-page-types.ts";
import { methodsOf, viewPaper } from "./methods.ts";
import { type Naming, nameMethods } from "./naming.ts";
import { countOutcomes } from "./outcome.ts";
import { proseOf } from "./prose.ts";
import { provenanceNotices, viewTag } from "./provenance.ts";
import { viewVariantRuns } from "./variant-runs.ts";

const starts: Record<MethodInput["start"], string> = {
  scratch: "from scratch",
  float: "from the trained float network",
  untrained: "trains nothing: the float network as it is",
};

/** The page of every method in a plan. Pure, as the suite's view is. */
export function methodPages(input: ReportInput): MethodPageView[] {
  const comparisons = groupComparisons(input);
  return methodsOf(input).map((method) => viewMethodPage(input, comparisons, method));
}

function viewMethodPage(input: ReportInput, all: readonly Comparison[], method: string): MethodPageView {
  const naming = nameMethods(input, method);
  const isOwn = ({ cell }: Comparison["cells"][number]) => methodOf(cell.variant) === method;
  const own = input.cells.filter(isOwn);
  const described = input.methods.filter(({ variant }) => methodOf(variant) === method);
  const [first] = described;
  const comparisons = all.filter(({ cells }) => cells.some(isOwn));
  const incomplete = comparisons.map((comparison) => ({ ...comparison, cells: comparison.cells.filter(isOwn) }));
  return {
    method,
    file: methodFile(method),
    title: first?.title ?? method,
    suite: { name: input.suite.name, title: input.suite.title, href: naming.suitePage },
    summary: first ? proseOf(first.summary) : null,
    paper: viewPaper(first),
    headline: describeCoverage(own),
    tag: viewTag(input),
    generatedAt: formatTime(input.generatedAt),
    notices: provenanceNotices({ ...input, cells: own }),
    variants: described.map((variant) => viewVariant(variant, naming)),
    comparisons: comparisons.map((comparison) => viewComparison(comparison, naming, method)),
    incomplete: viewIncomplete(incomplete, naming),
    logarithmicRule,
    styles: [...naming.styles.all],
  };
}

function viewComparison(comparison: Comparison, naming: Naming, method: string): MethodComparisonView {
  const variants = comparison.variants.filter((variant) => methodOf(variant) === method);
  return {
    id: comparison.id,
    title: comparison.title,
    subtitle: comparison.subtitle,
    warnings: dataWarnings(comparison),
    accuracy: viewAccuracy(comparison, naming, method),
    scores: [viewAgainstBits(comparison, naming)].filter(({ charts }) => charts.length > 0),
    flatness: viewFlatness(comparison, naming, variants),
    variants: variants.map((variant, index) => viewVariantRuns(comparison, naming, variant, index === 0)),
  };
}

function viewVariant({ variant, options, start }: MethodInput, { styles }: Naming): VariantRow {
  return {
    variant,
    swatch: styles.of(variant).id,
    start: starts[start],
    options: Object.entries(options).map(([name, value]) => ({ name, value: String(value) })),
  };
}

function describeCoverage(cells: ReportInput["cells"]): string {
  return cells.length === 0
    ? "The plan has none of its cells."
    : `${plural(cells.length, "planned cell")}: ${countOutcomes(cells)}.`;
}
