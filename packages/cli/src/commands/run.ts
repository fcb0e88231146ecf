import { Command, InvalidArgumentError } from "commander";
import type { CellRecord } from "qat-ledger";
import { execute, slotFolder, slotSpecs, visibleGpus } from "qat-runner";
import { claimsTable } from "../claims-table.ts";
import { exitCodes } from "../exit-codes.ts";
import { showProgress } from "../progress.ts";
import { offlineOption, openWithData } from "../provide-data.ts";
import { resultTable } from "../result-table.ts";
import { type Selection, selectionOptions, shardOption } from "../selection.ts";
import { didFail, loadReport, noteManifest, openSession, renderSuite, type Session } from "../session.ts";
import { printPlan } from "./plan.ts";

interface RunOptions extends Selection {
  readonly again?: boolean;
  readonly onlyMissing?: boolean;
  readonly dryRun?: boolean;
  readonly offline?: boolean;
  readonly json?: boolean;
  readonly cellsPerGpu: number;
  readonly checkpointSeconds?: number;
}

export function runCommand(): Command {
  return shardOption(offlineOption(selectionOptions(new Command("run"))))
    .description("Train every cell that has no final record, then render the report.")
    .option("--again", "run cells although their record is final, to see whether they repeat")
    .option("--only-missing", "leave failed and timed-out cells as they are")
    .option("--dry-run", "only say what would run")
    .option("--cells-per-gpu <n>", "cells that share a GPU", cellsPerGpu, 1)
    .option("--checkpoint-seconds <n>", "seconds between a cell's checkpoints (default: 300)", seconds)
    .option("--json", "records and verdicts as JSON on standard output, progress on standard error")
    .addHelpText(
      "after",
      `
Examples:
  qat-bench run                                         the suite smoke
  qat-bench run --variant ste --precision w2a32 --again one cell once more
  qat-bench run --budget 0.05 --device wasm             a twentieth of the training, on WebAssembly
  qat-bench run --suite nightly --shard 2/4             the second of four machines' shares; ledger merge joins them`,
    )
    .action(run);
}

async function run(options: RunOptions): Promise<void> {
  if (options.dryRun) {
    await printPlan(await openSession(options), options.json ?? false);
    return;
  }
  const session = await openWithData(options);
  process.exitCode = session === null ? exitCodes.interrupted : await runSession(session, options);
}

/** Runs a session's plan to its end and reports it; returns the exit code. */
export async function runSession(
  session: Session,
  options: Pick<RunOptions, "again" | "onlyMissing" | "json" | "cellsPerGpu" | "checkpointSeconds">,
): Promise<number> {
  const interrupt = new AbortController();
  const onSignal = () => interrupt.abort();
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  await Promise.all([noteManifest(session), loadReport()]);
  const progress = showProgress(session.plan, options.json ? process.stderr : process.stdout);
  const records = await execute({
    workspace: session.workspace,
    plan: session.plan,
    ledger: session.ledger,
    provenance: session.provenance,
    slots: { specs: slotSpecs(visibleGpus(session.plan), options.cellsPerGpu), folder: slotFolder() },
    again: options.again ?? false,
    onlyMissing: options.onlyMissing ?? false,
    ...(options.checkpointSeconds === undefined ? {} : { checkpointSeconds: options.checkpointSeconds }),
    signal: interrupt.signal,
    onEvent: progress.onEvent,
  });
  progress.end();
  process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  const { page, claims, decisions } = await renderSuite(session);
  const ordered = session.plan.cells.flatMap(({ key }) => records.get(key) ?? []);
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ report: page, claims: decisions, records: ordered }, null, 1)}\n`);
  } else {
    const verdicts = claims === null ? "" : `\n${claimsTable(claims)}\n`;
    process.stdout.write(`${resultTable(session.suite, ordered)}\n${verdicts}report: ${page}\n`);
  }
  if (interrupt.signal.aborted) return exitCodes.interrupted;
  return exitCodeOf(ordered);
}

function exitCodeOf(records: readonly CellRecord[]): number {
  return records.some(didFail) ? exitCodes.failed : exitCodes.fine;
}

function cellsPerGpu(value: string): number {
  const cells = Number(value);
  if (!Number.isInteger(cells) || cells < 1) throw new InvalidArgumentError("cells are a whole number from 1.");
  return cells;
}

function seconds(value: string): number {
  const number = Number(value);
  if (!(number >= 0)) throw new InvalidArgumentError("seconds are a number from 0.");
  return number;
}
