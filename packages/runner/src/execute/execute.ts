import { setTimeout as pause } from "node:timers/promises";
import type { CellRecord, Ledger } from "qat-ledger";
import type { PlannedCell } from "../plan/plan.ts";
import { claimCell } from "./claim.ts";
import { type Execution, pollMilliseconds } from "./execution.ts";
import type { Release } from "./lock.ts";
import { mustRun, settleCell } from "./settle-cell.ts";

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
  let hasFault = false;

  async function work(): Promise<void> {
    while (open.length > 0 && !signal.aborted && !hasFault) {
      const claim = await claimNext(open, ledger, records);
      if (!claim) {
        await pause(pollMilliseconds);
        continue;
      }
      const { planned, release } = claim;
      try {
        const record = await settleCell(execution, planned, startedAt, records);
        if (record) records.set(planned.key, record);
      } catch (fault) {
        hasFault = true;
        throw fault;
      } finally {
        await release();
      }
    }
  }

  // A ledger that cannot be written any more must not take the cells with it that others are still running. They are
  // the last: what starts from a cell without a record would wait for ever.
  const ends = await Promise.allSettled(Array.from({ length: Math.min(slots.specs.length, open.length) }, work));
  const fault = ends.find((end) => end.status === "rejected");
  if (fault) throw fault.reason;
  return records;
}

/** The first cell that can begin and that no other process has claimed; it is taken off the list. */
async function claimNext(
  open: PlannedCell[],
  ledger: Ledger,
  records: ReadonlyMap<string, CellRecord>,
): Promise<{ planned: PlannedCell; release: Release } | null> {
  for (const planned of [...open]) {
    if (planned.needs !== undefined && !records.has(planned.needs)) continue;
    const release = await claimCell(ledger.folder, planned.key);
    const index = open.indexOf(planned);
    if (release && index >= 0) {
      open.splice(index, 1);
      return { planned, release };
    }
    await release?.();
  }
  return null;
}
