import type { Cell, CellRecord, CompletedRecord } from "qat-ledger";
import { completedRecord } from "../../ledger/test/records.ts";
import { type Claim, claimSchema, type JudgedCell } from "../src/index.ts";

/** A claim as a suite's file has it, with what a test wants different. */
export function makeClaim(change: { kind?: string } & Record<string, unknown> = {}): Claim {
  return claimSchema.parse({
    title: "New beats old",
    source: { name: "A paper", arxiv: "2503.15748", where: "table 1" },
    figure: { of: "metric" },
    task: "lenet5-mnist",
    precision: "w1a32",
    kind: "higher",
    variant: "new",
    ...(change.kind === "within" ? {} : { against: "old" }),
    ...change,
  });
}

export function makeCell(variant: string, seed: number, change: Partial<Cell> = {}): Cell {
  return { ...completedRecord().cell, variant, seed, precision: "w1a32", ...change };
}

/** A cell that completed with a score. */
export function completed(cell: Cell, value: number, change: Partial<CompletedRecord> = {}): JudgedCell {
  const metric = { ...completedRecord().metric, value };
  const weightHash = `${cell.variant} ${cell.seed} ${cell.device}`;
  return { cell, record: completedRecord({ cell, metric, weightHash, ...change }) };
}

/** Seeds 1, 2 ... of a variant with these scores. */
export function runs(variant: string, values: readonly number[], change: Partial<Cell> = {}): JudgedCell[] {
  return values.map((value, i) => completed(makeCell(variant, i + 1, change), value));
}

/** A cell that ended some other way, or that has not run. */
export function notCompleted(cell: Cell, status?: "diverged" | "skipped"): JudgedCell {
  const record = status === undefined ? null : { ...completedRecord({ cell }), status, reason: "loss is NaN" };
  return { cell, record: record as CellRecord | null };
}
