import { rm } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { engineFingerprint } from "qat-engine";
import { type CellRecord, isFinal } from "qat-ledger";
import { type PlannedCell, threadsOfCell } from "../plan/plan.ts";
import { placeProgram } from "../plan/program.ts";
import { runCellProcess } from "./cell-process.ts";
import { hardware } from "./environment.ts";
import { type Execution, pollMilliseconds } from "./execution.ts";
import { checkpointPath, exists, networkPath } from "./paths.ts";
import { failedAtStart, finishRecord, startRecord } from "./record.ts";
import { type Slot, trySlot } from "./slots.ts";

const checkpointSeconds = 300;

/** Whether a cell runs although it has a record. */
export async function mustRun(
  { again, onlyMissing, plan, ledger }: Execution,
  planned: PlannedCell,
  record: CellRecord,
): Promise<boolean> {
  if (again && record.status !== "skipped") return true;
  if (!isFinal(record)) return !onlyMissing;
  const isNeeded = plan.cells.some(({ needs }) => needs === planned.key);
  return isNeeded && record.status === "completed" && !(await exists(networkPath(ledger, planned.key)));
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
