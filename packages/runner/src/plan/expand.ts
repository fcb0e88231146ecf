import { type Entry, onTrack, parsePrecision, type Variant } from "qat-core";
import type { Cell } from "qat-ledger";
import type { Task } from "qat-tasks";
import { type Definitions, findTask, variantsOf } from "../definitions.ts";
import { checkClaims } from "./check-claims.ts";
import { checkPublished } from "./check-published.ts";
import { selectVariants } from "./select-variants.ts";
import type { Suite } from "./suite.ts";

/** A cell of the expanded matrix, and what becomes of it. */
export interface ExpandedCell {
  readonly cell: Cell;
  /** Why it is not trained: unsupported by its method, or excluded by the suite. */
  readonly skip?: string;
  /** Why it cannot be trained: its method or task does not load. */
  readonly broken?: string;
  /** The float cell whose weights it starts from. */
  readonly needs?: Cell;
}

/**
 * Expands a suite to its cells, in the suite's order and each once; float cells that others start from come first
 * where the suite does not name them itself. Pure.
 * @param devices what the suite's devices stand for here
 * @throws {InputError} for a variant or task that is not there, and for a claim or a published figure about cells that
 * are not
 */
export function expandSuite(
  suite: Suite,
  definitions: Definitions,
  devices: readonly Cell["device"][],
): ExpandedCell[] {
  const variants = variantsOf(definitions.methods);
  const known = [...variants.keys()];
  selectVariants([suite.reference], known);
  const matrix = suite.include.flatMap((row) =>
    row.tasks.flatMap((task) =>
      row.precisions.flatMap((precision) =>
        selectVariants(row.variants, known).flatMap((variant) =>
          row.seeds.flatMap((seed) =>
            devices.map((device) => ({
              variant,
              task,
              track: suite.track,
              budget: row.budget ?? suite.budget,
              trainOn: suite.trainOn,
              precision,
              seed,
              device,
            })),
          ),
        ),
      ),
    ),
  );
  const excluded = exclusions(suite, known);
  const expanded = new Map<string, ExpandedCell>();
  const add = (entry: ExpandedCell) => {
    const id = JSON.stringify(entry.cell);
    if (!expanded.has(id)) expanded.set(id, entry);
  };
  for (const cell of matrix) {
    const entry = fate(cell);
    if (entry.needs) add(fate(entry.needs));
    add(entry);
  }
  checkClaims(suite.claims, matrix);
  checkPublished(suite.published, matrix);
  return [...expanded.values()];

  function fate(cell: Cell): ExpandedCell {
    const { source, variant } = variants.get(cell.variant) ?? {};
    const task = findTask(definitions.tasks, cell.task);
    if ("broken" in task) return { cell, broken: task.broken };
    if (!source || !variant) return { cell, broken: source && "broken" in source ? source.broken : "no such variant" };
    const reason = excluded(cell);
    if (reason !== undefined) return { cell, skip: reason };
    const entry = entryOf(variant, cell, task.definition);
    if ("broken" in entry) return { cell, broken: entry.broken };
    if (!entry.supported) return { cell, skip: entry.reason };
    if (entry.variant.startsFrom === "scratch") return { cell };
    return { cell, needs: { ...cell, variant: suite.reference, precision: "w32a32" } };
  }
}

/** A method that cannot answer breaks its own cells, not the plan. */
function entryOf(
  variant: Variant,
  { track, precision }: Cell,
  { granularity }: Pick<Task, "granularity">,
): Entry | { readonly broken: string } {
  try {
    return onTrack(variant, track, parsePrecision(precision), granularity);
  } catch (error) {
    return { broken: `supports(${precision}) throws: ${String(error)}` };
  }
}

function exclusions(suite: Suite, known: readonly string[]): (cell: Cell) => string | undefined {
  const rules = suite.exclude.map((rule) => ({
    ...rule,
    variants: rule.variants && selectVariants(rule.variants, known),
  }));
  const covers = <T>(list: readonly T[] | undefined, value: T) => list === undefined || list.includes(value);
  return (cell) =>
    rules.find(
      (rule) =>
        covers(rule.variants, cell.variant) &&
        covers(rule.tasks, cell.task) &&
        covers(rule.precisions, cell.precision) &&
        covers(rule.seeds, cell.seed),
    )?.reason;
}
