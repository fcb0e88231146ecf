import type { Claim, PublishedFigure } from "qat-claims";
import type { Cell, CellRecord, CompletedRecord } from "qat-ledger";

/** What a report is made of: plain data. */
export interface ReportInput {
  suite: {
    name: string;
    title: string;
    description?: string;
    /** The variant whose accuracy the others are compared with: `fp32`. */
    reference?: string;
    claims?: readonly Claim[];
    /** What papers report for cells of the suite: at most one figure a variant, task and precision. */
    published?: readonly PublishedFigure[];
  };
  methods: readonly MethodInput[];
  tasks: readonly TaskInput[];
  /** One a planned cell, in the plan's order. */
  cells: readonly PlannedCell[];
  /** The working tree that the page was rendered in. */
  git: { commit: string | null; dirty: boolean; committedAt?: string; subject?: string };
  /** ISO 8601 */
  generatedAt: string;
}

export interface TaskInput {
  name: string;
  title: string;
  /** What it is scored by. Where it is absent, records say it, once there are any. */
  metric?: Pick<CompletedRecord["metric"], "name" | "unit" | "direction">;
}

export interface MethodInput {
  /** `ste`, or `ste/lsq` for a named variant. */
  variant: string;
  title: string;
  summary: string;
  /** The options that the variant's name stands for, on the suite's track. */
  options: Readonly<Record<string, string | number | boolean>>;
  /** From what its training starts; `untrained` is exported as it starts, from the float network. */
  start: "scratch" | "float" | "untrained";
  paper?: { authors: string; title: string; year: number; arxiv?: string };
}

export interface PlannedCell {
  cell: Cell;
  key: string;
  /** Null while it has none. */
  record: CellRecord | null;
  /** Reproduces this cell. */
  command: string;
}
