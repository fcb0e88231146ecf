import type { CellRecord, Ledger } from "qat-ledger";
import type { CellMessage } from "../cell/messages.ts";
import type { Plan, PlannedCell } from "../plan/plan.ts";
import type { Workspace } from "../workspace.ts";
import type { Provenance } from "./environment.ts";
import type { SlotSpec } from "./slots.ts";

/** One run of a plan. */
export interface Execution {
  readonly workspace: Workspace;
  readonly plan: Plan;
  readonly ledger: Ledger;
  readonly provenance: Provenance;
  /** Places where cells may run, and the folder of their machine-wide locks. */
  readonly slots: { readonly specs: readonly SlotSpec[]; readonly folder: string };
  /** Cells run again although their record is final: for repeatability. */
  readonly again?: boolean;
  /** Failed and timed-out cells stay as they are; only cells without a record run. */
  readonly onlyMissing?: boolean;
  readonly checkpointSeconds?: number;
  readonly signal: AbortSignal;
  onEvent(event: ExecutionEvent): void;
}

/** What happens to a cell, as it happens. */
export type ExecutionEvent = { readonly planned: PlannedCell } & (
  | { readonly type: "cached" | "finished"; readonly record: CellRecord }
  | { readonly type: "started" }
  | Extract<CellMessage, { type: "progress" }>
);

/** How often locks that others hold are tried again. */
export const pollMilliseconds = 300;
