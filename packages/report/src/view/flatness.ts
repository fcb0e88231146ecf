import { mean } from "qat-stats";
import { type Comparison, cellsAt, isCompleted, lonePrecision } from "./comparison.ts";
import { formatCount, formatNumber } from "./format.ts";
import type { FlatnessView } from "./method-page-types.ts";
import type { Naming } from "./naming.ts";
import { describeRuns } from "./outcome.ts";

/** How flat the loss is around what variants export, next to the reference. Null where it was never measured. */
export function viewFlatness(comparison: Comparison, naming: Naming, variants: readonly string[]): FlatnessView | null {
  const { reference } = comparison;
  const lone = lonePrecision(comparison);
  const columns = comparison.precisions.filter((precision) =>
    variants.some((variant) => cellsAt(comparison, variant, precision).length > 0),
  );
  const own = variants.map((variant) => ({
    head: naming.titleOf(variant),
    values: columns.map((precision) => describeRise(comparison, variant, precision)),
  }));
  const settings = settingsOf(comparison, variants);
  if (settings.length === 0) return null;
  const isOther = reference !== null && lone !== null && !variants.includes(reference);
  return {
    note: `By how much the mean training loss rises when every quantized weight of the exported network is moved at random, by ${settings.join("; or by ")}. The smaller, the flatter.${
      isOther ? ` ${naming.titleOf(reference)} (${lone}): ${describeRise(comparison, reference, lone)}.` : ""
    }`,
    table: { caption: "Rise of the training loss, by precision", columns: ["Variant", ...columns], rows: own },
  };
}

/** `0.0308`; of several runs their mean, with their number. */
function describeRise(comparison: Comparison, variant: string, precision: string): string {
  const cells = cellsAt(comparison, variant, precision);
  const rises = cells.filter(isCompleted).flatMap(({ record }) => record.flatness?.rise ?? []);
  if (rises.length === 0) return "\u2013";
  const value = formatNumber(mean(rises));
  return rises.length === 1 && cells.length === 1 ? value : `${value} (${describeRuns(rises.length, cells.length)})`;
}

/** In words, each way in which it was measured: one, but in a ledger that versions share. */
function settingsOf({ cells }: Comparison, variants: readonly string[]): string[] {
  const measured = cells
    .filter(({ cell }) => variants.includes(cell.variant))
    .filter(isCompleted)
    .flatMap(({ record }) => record.flatness ?? []);
  const words = measured.map(
    ({ radius, draws, examples }) =>
      `${formatNumber(100 * radius)}\u00a0% of its tensor's root mean square (${formatCount(draws)} draws, ${formatCount(examples)} training examples)`,
  );
  return [...new Set(words)];
}
