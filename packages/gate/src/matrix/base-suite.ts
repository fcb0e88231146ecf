import type { Cell } from "qat-ledger";
import { type Definitions, type Suite, selectVariants, variantsOf } from "qat-runner";

/**
 * Head's suite as far as base has its variants and tasks: a plan refuses names that are not there.
 * @param cells of head's plan
 * @returns null where base has none of them, or lacks the variant that trains float networks
 */
export function suiteAtBase(suite: Suite, cells: readonly Cell[], head: Definitions, base: Definitions): Suite | null {
  const variants = new Set(variantsOf(base.methods).keys());
  const known = cells.filter((cell) => variants.has(cell.variant) && hasTask(base, cell.task));
  if (known.length === 0 || !variants.has(suite.reference)) return null;
  const rows = new Map(known.map((cell) => [JSON.stringify([cell.variant, cell.task, cell.precision]), cell]));
  return {
    ...suite,
    include: [...rows.values()].map(({ variant, task, precision, budget }) => ({
      variants: [variant],
      tasks: [task],
      precisions: [precision],
      seeds: [...new Set(known.filter((cell) => isAlike(cell, { variant, task, precision })).map(({ seed }) => seed))],
      budget,
    })),
    exclude: suite.exclude.flatMap((rule) => {
      if (rule.variants === undefined) return [rule];
      const named = selectVariants(rule.variants, [...variantsOf(head.methods).keys()]);
      const there = named.filter((variant) => variants.has(variant));
      return there.length === 0 ? [] : [{ ...rule, variants: there }];
    }),
  };
}

/** What base lacks of a cell; null where it has all. */
export function lackOf(base: Definitions, reference: string, { variant, task }: Cell): string | null {
  const variants = variantsOf(base.methods);
  if (!variants.has(variant)) return `base has no variant ${variant}`;
  if (!hasTask(base, task)) return `base has no task ${task}`;
  return variants.has(reference) ? null : `base has no variant ${reference}, which trains the suite's float networks`;
}

function hasTask({ tasks }: Definitions, name: string): boolean {
  return tasks.some((task) => task.name === name);
}

function isAlike(cell: Cell, other: Pick<Cell, "variant" | "task" | "precision">): boolean {
  return cell.variant === other.variant && cell.task === other.task && cell.precision === other.precision;
}
