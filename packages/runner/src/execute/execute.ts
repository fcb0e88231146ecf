import { access, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { engineFingerprint } from "qat-engine";
import { type CellRecord, isFinal, type Ledger } from "qat-ledger";
import type { CellMessage } from "../cell/messages.ts";
import { type Plan, type PlannedCell, threadsOfCell } from "../plan/plan.ts";
import { placeProgram } from "../plan/program.ts";
import type { Workspace } from "../workspace.ts";
import { runCellProcess } from "./cell-process.ts";
import { hardware, type Provenance } from "./environment.ts";
import { type Release, tryLock } from "./lock.ts";
import { failedAtStart, finishRecord, startRecord } from "./record.ts";
import { type Slot, type SlotSpec, trySlot } from "./slots.ts";

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
const pollMilliseconds = 300;
const checkpointSeconds = 300;

/**
 * Runs every cell of a plan that has no final record, as many at once as there are free slots, and leaves one record
 * a cell. A cell that fails stops no other. Cells that another process is running are waited for.
 * @returns the record of each cell, by key; a cell without one was interrupted
 */
export async function execute(execution: Execution): Promise<Map<string, CellRecord>> {
  const { plan, ledger, signal, slots } = execution;
  const records = new Map<string, CellRecord>();
  const open: PlannedCell[] = [];
  for (const planned of plan.cells) {
    const record = await ledger.read(planned.key);
    if (record && !(await mustRun(execution, planned, record))) {
      records.set(planned.key, record);
      execution.onEvent({ type: "cached", planned, record });
    } else open.push(planned);
  }
  const startedAt = new Date().toISOString();

  async function work(): Promise<void> {
    while (open.length > 0 && !signal.aborted) {
      const claim = await claimNext(open, ledger, records);
      if (!claim) {
        await pause(pollMilliseconds);
        continue;
      }
      const { planned, release } = claim;
      try {
        const record = await settle(execution, planned, startedAt, records);
        if (record) records.set(planned.key, record);
      } finally {
        await release();
      }
    }
  }

  await Promise.all(Array.from({ length: Math.min(slots.specs.length, open.length) }, work));
  return records;
}

async function mustRun(
  { again, onlyMissing, plan, ledger }: Execution,
  planned: PlannedCell,
  record: CellRecord,
): Promise<boolean> {
  if (again && record.status !== "skipped") return true;
  if (!isFinal(record)) return !onlyMissing;
  const isNeeded = plan.cells.some(({ needs }) => needs === planned.key);
  return isNeeded && record.status === "completed" && !(await exists(networkPath(ledger, planned.key)));
}

/** The first cell that can begin and that no other process has claimed; it is taken off the list. */
async function claimNext(
  open: PlannedCell[],
  ledger: Ledger,
  records: ReadonlyMap<string, CellRecord>,
): Promise<{ planned: PlannedCell; release: Release } | null> {
  for (const planned of [...open]) {
    if (planned.needs !== undefined && !records.has(planned.needs)) continue;
    const release = await tryLock(join(ledger.folder, "locks", planned.key));
    const index = open.indexOf(planned);
    if (release && index >= 0) {
      open.splice(index, 1);
      return { planned, release };
    }
    await release?.();
  }
  return null;
}

/** The record of a claimed cell: what another process left meanwhile, or what running it gives. */
async function settle(
  execution: Execution,
  planned: PlannedCell,
  startedAt: string,
  records: ReadonlyMap<string, CellRecord>,
): Promise<CellRecord | null> {
  const { ledger, onEvent } = execution;
  const earlier = await ledger.read(planned.key);
  const madeMeanwhile = earlier !== null && earlier.startedAt >= startedAt;
  if (earlier && (madeMeanwhile || !(await mustRun(execution, planned, earlier)))) {
    onEvent({ type: "cached", planned, record: earlier });
    return earlier;
  }
  const record = await run(execution, planned, earlier, records);
  if (!record) return null;
  await ledger.write(record);
  await rm(checkpointPath(ledger, planned.key), { force: true });
  onEvent({ type: "finished", planned, record });
  return record;
}

async function run(
  execution: Execution,
  planned: PlannedCell,
  earlier: CellRecord | null,
  records: ReadonlyMap<string, CellRecord>,
): Promise<CellRecord | null> {
  const { ledger, plan, signal, workspace, onEvent } = execution;
  const engine = engineFingerprint(planned.cell.device, threadsOfCell);
  const start = () => startRecord(planned, { ...engine }, hardware(), execution.provenance, earlier);
  if (planned.skip !== undefined) return { ...start(), status: "skipped", reason: planned.skip };
  if (!planned.program) return failedAtStart(start(), planned.broken ?? "it has no program");
  const needed = planned.needs === undefined ? undefined : records.get(planned.needs);
  if (needed && needed.status !== "completed") {
    return failedAtStart(start(), `the float cell it starts from is ${needed.status}: ${needed.key}`);
  }
  const slot = await waitForSlot(execution);
  if (!slot) return null;
  try {
    onEvent({ type: "started", planned });
    const started = start();
    const limits = { seconds: plan.suite.timeLimitMinutes * 60, memoryBytes: plan.suite.memoryLimitGiB * 2 ** 30 };
    const job = {
      cell: planned.cell,
      threads: threadsOfCell,
      checkpoint: {
        path: checkpointPath(ledger, planned.key),
        everySeconds: execution.checkpointSeconds ?? checkpointSeconds,
      },
      ...(needed ? { startFrom: networkPath(ledger, needed.key) } : {}),
      ...(plan.cells.some(({ needs }) => needs === planned.key) ? { network: networkPath(ledger, planned.key) } : {}),
    };
    const program = await placeProgram(workspace, planned.program);
    const end = await runCellProcess(
      program,
      job,
      slot.env,
      limits,
      (message) => {
        if (message.type === "progress") onEvent({ planned, ...message });
      },
      signal,
    );
    return end.by === "abort" ? null : finishRecord(started, end, limits);
  } finally {
    await slot.release();
  }
}

async function waitForSlot({ slots, signal }: Execution): Promise<Slot | null> {
  while (!signal.aborted) {
    const slot = await trySlot(slots.specs, slots.folder);
    if (slot) return slot;
    await pause(pollMilliseconds);
  }
  return null;
}

function networkPath(ledger: Ledger, key: string): string {
  return join(ledger.folder, "networks", `${key}.bin`);
}

function checkpointPath(ledger: Ledger, key: string): string {
  return join(ledger.folder, "checkpoints", `${key}.bin`);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
