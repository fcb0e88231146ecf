import type { MethodInput, PlannedCell, ReportInput } from "../input.ts";
import { curvesOf } from "./curve-lines.ts";
import { groupBy } from "./group-by.ts";
import { methodOf } from "./method-name.ts";
import { type Naming, nameOf } from "./naming.ts";
import { proseOf } from "./prose.ts";
import { isQuantity } from "./quantities.ts";
import type { MethodView, PaperView } from "./types.ts";

/** The methods of a plan, in its order; each has a page, whether or not its package says what it is. */
export function methodsOf({ methods, cells }: ReportInput): string[] {
  return [
    ...new Set([...methods.map(({ variant }) => variant), ...cells.map(({ cell }) => cell.variant)].map(methodOf)),
  ];
}

/** Each method's summary and paper, as its package gives them. */
export function viewMethods(input: ReportInput, naming: Naming): MethodView[] {
  const described = groupBy(input.methods, ({ variant }) => methodOf(variant));
  const planned = groupBy(input.cells, ({ cell }) => methodOf(cell.variant));
  return methodsOf(input).map((method) => {
    const inputs = described.get(method) ?? [];
    const cells = planned.get(method) ?? [];
    const [first] = inputs;
    return {
      ...nameOf(first?.variant ?? cells[0]?.cell.variant ?? method, naming),
      title: first?.title ?? method,
      variants: [...new Set([...inputs.map(({ variant }) => variant), ...cells.map(({ cell }) => cell.variant)])],
      summary: first ? proseOf(first.summary) : null,
      paper: viewPaper(first),
      quantities: nameQuantities(cells),
    };
  });
}

/** Where a method was published. */
export function viewPaper(method: MethodInput | undefined): PaperView | null {
  const paper = method?.paper;
  if (paper === undefined) return null;
  return {
    authors: paper.authors,
    title: paper.title,
    year: String(paper.year),
    arxiv: paper.arxiv ?? null,
    href: paper.arxiv === undefined ? null : `https://arxiv.org/abs/${encodeURI(paper.arxiv)}`,
  };
}

function nameQuantities(cells: readonly PlannedCell[]): string | null {
  const names = new Set(cells.flatMap((planned) => curvesOf(planned).map(({ name }) => name)));
  const own = [...names].filter(isQuantity);
  return own.length === 0 ? null : own.join(", ");
}
