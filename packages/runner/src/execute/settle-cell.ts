import { rm } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { type CellRecord, isFinal, type Ledger, networkPath, RecordError } from "qat-ledger";
import { type PlannedCell, threadsOfCell } from "../plan/plan.ts";
import { placeProgram } from "../plan/program.ts";
import { runCellProcess } from "./cell-process.ts";
import { hardware } from "./environment.ts";
import { type Execution, pollMilliseconds } from "./execution.ts";
import { checkpointPath, exists } from "./paths.ts";
import { failedAtStart, finishRecord, refusedRecord, startRecord } from "./record.ts";
import { type Slot, trySlot } from "./slots.ts";

const checkpointSeconds = 300;

/** Whether a cell runs although it has a record. */
export async function mustRun(execution: Execution, planned: PlannedCell, record: CellRecord): Promise<boolean> {
  const { again, onlyMissing } = execution;
  if (again && record.status !== "skipped") return true;
  if (!isFinal(record)) return !onlyMissing;
  return lacksNetwork(execution, planned, record);
}

/** Whether cells of this run start from a network that its record outlived, or that was trained where none needed it. */
async function lacksNetwork({ plan, ledger }: Execution, { key }: PlannedCell, record: CellRecord): Promise<boolean> {
  const isNeeded = plan.cells.some(({ needs }) => needs === key);
  return isNeeded && record.status === "completed" && !(await exists(networkPath(ledger.folder, key)));
}

/** The record of a claimed cell: what another process left meanwhile, or what running it gives. */
export async function settleCell(
  execution: Execution,
  planned: PlannedCell,
  startedAt: string,
  records: ReadonlyMap<string, CellRecord>,
): Promise<CellRecord | null> {
  const { ledger, onEvent } = execution;
  const earlier = await ledger.read(planned.key);
  const madeMeanwhile = earlier !== null && earlier.startedAt >= startedAt;
  const runs = madeMeanwhile ? lacksNetwork : mustRun;
  if (earlier && !(await runs(execution, planned, earlier))) {
    onEvent({ type: "cached", planned, record: earlier });
    return earlier;
  }
  const made = await makeRecord(execution, planned, earlier, records);
  if (!made) return null;
  const record = await keep(ledger, made.record);
  if (!made.canGoOn) await rm(checkpointPath(ledger, planned.key), { force: true });
  onEvent({ type: "finished", planned, record });
  return record;
}

/** Writes a record; one that cannot be kept, for a method's figures are part of it, becomes a failure that can. */
async function keep(ledger: Ledger, record: CellRecord): Promise<CellRecord> {
  try {
    await ledger.write(record);
    return record;
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    const refused = refusedRecord(record, error.message);
    await ledger.write(refused);
    return refused;
  }
}

interface Made {
  readonly record: CellRecord;
  /** Whether the next run continues from its checkpoint: it was killed, and not by its own doing or the suite's limits. */
  readonly canGoOn: boolean;
}

/** Runs a cell, where it can be; null when it is interrupted. */
async function makeRecord(
  execution: Execution,
  planned: PlannedCell,
  earlier: CellRecord | null,
  records: ReadonlyMap<string, CellRecord>,
): Promise<Made | null> {
  const { ledger, plan, signal, workspace, onEvent } = execution;
  const start = () => startRecord(planned, hardware(), execution.provenance, earlier);
  const unstarted = (reason: string) => ({ record: failedAtStart(start(), reason), canGoOn: false });
  if (planned.skip !== undefined) {
    return { record: { ...start(), status: "skipped", reason: planned.skip }, canGoOn: false };
  }
  if (!planned.program) return unstarted(planned.broken ?? "it has no program");
  const needed = planned.needs === undefined ? undefined : records.get(planned.needs);
  if (needed && needed.status !== "completed") {
    return unstarted(`the float cell it starts from (${needed.key}) ended as ${needed.status}: ${needed.reason}`);
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
      ...(needed ? { startFrom: networkPath(ledger.folder, needed.key) } : {}),
      ...(planned.isStart ? { network: networkPath(ledger.folder, planned.key) } : {}),
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
    if (end.by === "abort") return null;
    return { record: finishRecord(started, end, limits), canGoOn: end.by === "crash" };
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
