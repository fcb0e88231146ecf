import { Worker } from "node:worker_threads";
import type { CellProgram } from "./cell-program.ts";
import type { CellMessage, Job, Outcome, Stage } from "./messages.ts";
import { runCell } from "./run-cell.ts";

/** The life of a cell's process: it gets one job, reports what it does, and ends; with its runner at the latest. */
export function runCellProcess(program: CellProgram): void {
  endWithRunner();
  // Ctrl-C reaches the whole process group; what becomes of a cell is the runner's to decide.
  process.on("SIGINT", () => {});
  process.once("message", (job: Job) => void serve(program, job));
}

async function serve(program: CellProgram, job: Job): Promise<void> {
  let stage: Stage = "start";
  const send = (message: CellMessage) => process.send?.(message);
  const enter = (next: Stage) => {
    stage = next;
    send({ type: "stage", stage });
  };
  const outcome = await runCell(program, job, enter, send).catch((error: unknown) => failed(stage, error));
  process.send?.({ type: "outcome", outcome } satisfies CellMessage, () => process.exit(0));
}

function failed(stage: Stage, error: unknown): Outcome {
  const reason = error instanceof Error ? error.message : String(error);
  const detail = error instanceof Error ? (error.stack ?? "") : "";
  return { status: "failed", stage, reason, detail };
}

/** A thread of its own notices that the runner is gone, even while a method keeps the main thread busy for ever. */
function endWithRunner(): void {
  const watch = `
    const { workerData } = require("node:worker_threads");
    setInterval(() => { if (process.ppid !== workerData) process.kill(process.pid, "SIGKILL"); }, 200);
  `;
  const runner = Number(process.env.QAT_BENCH_RUNNER ?? process.ppid);
  new Worker(watch, { eval: true, workerData: runner }).unref();
}
