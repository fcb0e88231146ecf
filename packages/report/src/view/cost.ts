import { mean } from "qat-stats";
import { type Comparison, cellsAt, isCompleted } from "./comparison.ts";
import { formatBytes, formatCount, formatRatio, formatSeconds } from "./format.ts";
import { type Naming, nameOf } from "./naming.ts";
import { describeRuns, outcomesOf } from "./outcome.ts";
import type { CostRow, CostView } from "./types.ts";

/** What each method costs at each precision: bytes, time and memory, as means over its seeds. */
export function viewCost(comparison: Comparison, naming: Naming): CostView {
  return {
    caption: "Size of the exported network, and what training it took",
    warning: hardwareWarning(comparison),
    methods: comparison.variants.map((variant) => {
      const precisions = comparison.precisions.filter((p) => cellsAt(comparison, variant, p).length > 0);
      const span = precisions.length;
      return precisions.map((precision, index) => ({
        heading: index === 0 ? { ...nameOf(variant, naming), span } : null,
        precision,
        ...viewRow(comparison, naming, variant, precision),
      }));
    }),
  };
}

function viewRow(
  comparison: Comparison,
  { suitePage }: Naming,
  variant: string,
  precision: string,
): Pick<CostRow, "figures" | "outcomes"> {
  const cells = cellsAt(comparison, variant, precision);
  const records = cells.filter(isCompleted).map(({ record }) => record);
  if (records.length === 0) return { figures: null, outcomes: outcomesOf(cells, suitePage) };
  return {
    figures: {
      size: formatBytes(mean(records.map(({ size }) => size.bytes))),
      ratio: formatRatio(mean(records.map(({ size }) => size.floatBytes / size.bytes))),
      train: formatSeconds(mean(records.map(({ seconds }) => seconds.train))),
      throughput: formatCount(mean(records.map(({ examplesPerSecond }) => examplesPerSecond))),
      memory: formatBytes(mean(records.map(({ peakMemoryBytes }) => peakMemoryBytes))),
      count: describeRuns(records.length, cells.length),
    },
    outcomes: outcomesOf(cells, suitePage),
  };
}

function hardwareWarning({ cells }: Comparison): string | null {
  const machines = new Set(
    cells.filter(isCompleted).map(({ record }) => JSON.stringify([record.hardware, record.engine])),
  );
  if (machines.size < 2) return null;
  return `These cells ran on ${machines.size} different machines or engines: compare times and memory only between cells of one (see Environment).`;
}
