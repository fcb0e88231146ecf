import type { PublishedFigure } from "qat-claims";
import { InputError } from "qat-core";
import type { Cell } from "qat-ledger";

/**
 * Refuses published figures of cells that the suite does not have, and a second figure of one cell: neither would ever
 * stand beside a measured one.
 * @throws {InputError} that names every such figure
 */
export function checkPublished(published: readonly PublishedFigure[], cells: readonly Cell[]): void {
  const known = new Set(cells.map(nameOf));
  const unknown = published.filter((figure) => !known.has(nameOf(figure)));
  if (unknown.length > 0) {
    throw new InputError(`the suite has published figures of cells that it does not have\n${listed(unknown)}`, {
      remedy: "add the cells to the suite's include, or correct the figure's variant, task or precision",
    });
  }
  const names = published.map(nameOf);
  const repeated = published.filter((figure, i) => names.indexOf(nameOf(figure)) < i);
  if (repeated.length > 0) {
    throw new InputError(`the suite has more than one published figure of a cell\n${listed(repeated)}`, {
      allowed: "one figure for each variant, task and precision",
      remedy: "keep the figure whose recipe is nearest to the task's",
    });
  }
}

function nameOf({ variant, task, precision }: Pick<Cell, "variant" | "task" | "precision">): string {
  return [variant, task, precision].join(" ");
}

function listed(figures: readonly PublishedFigure[]): string {
  return figures.map((figure) => `  ${nameOf(figure)}: ${figure.value}, ${figure.source.name}`).join("\n");
}
