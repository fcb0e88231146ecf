import { Command } from "commander";
import { InputError } from "qat-core";
import { LedgerError } from "qat-ledger";
import { FetchError } from "qat-tasks/data";
import { benchCommand } from "./commands/bench.ts";
import { dataCommand } from "./commands/data.ts";
import { engineCommand } from "./commands/engine.ts";
import { gateCommand } from "./commands/gate.ts";
import { historyCommand } from "./commands/history.ts";
import { ledgerCommand } from "./commands/ledger.ts";
import { methodsCommand } from "./commands/methods.ts";
import { planCommand } from "./commands/plan.ts";
import { publishCommand } from "./commands/publish.ts";
import { reportCommand } from "./commands/report.ts";
import { runCommand } from "./commands/run.ts";
import { suitesCommand } from "./commands/suites.ts";
import { tasksCommand } from "./commands/tasks.ts";
import { exitCodes } from "./exit-codes.ts";

const program = new Command("qat-bench")
  .description(
    "Compares quantization-aware-training methods: trains a matrix of cells, judges them, keeps the records.",
  )
  .addHelpText(
    "after",
    `
Examples:
  qat-bench run --suite smoke                      train what has no record yet, then report
  qat-bench plan --suite smoke                     what would run, and what is cached
  qat-bench run --variant ste --precision w2a32    a part of the suite
  qat-bench gate                                   does this change make methods worse?
  qat-bench methods --json                         what is installed, for machines

Exit codes: 0 fine, 1 a cell or the command failed, 2 bad usage, 3 a gate is inconclusive, 130 interrupted.`,
  )
  .exitOverride()
  .showHelpAfterError("(--help shows what is allowed)")
  // A command's options and those of a command below it may be named alike: where they stand says whose they are.
  .enablePositionalOptions()
  .configureOutput({ outputError: (text, write) => write(text) });

for (const command of [
  runCommand(),
  planCommand(),
  reportCommand(),
  publishCommand(),
  ledgerCommand(),
  historyCommand(),
  methodsCommand(),
  tasksCommand(),
  suitesCommand(),
  dataCommand(),
  engineCommand(),
  gateCommand(),
  benchCommand(),
]) {
  program.addCommand(command);
  for (const each of [command, ...command.commands]) {
    each.exitOverride().showHelpAfterError("(--help shows what is allowed)");
  }
}

/** Runs a command line. Every way to end is an exit code; only a fault of our own shows a stack. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    await program.parseAsync(argv, { from: "user" });
    return Number(process.exitCode ?? exitCodes.fine);
  } catch (error) {
    if (isCommanderExit(error)) return error.exitCode === 0 ? exitCodes.fine : exitCodes.badUsage;
    if (error instanceof InputError) return complain(error.message, exitCodes.badUsage);
    if (error instanceof LedgerError || error instanceof FetchError || isEngineError(error)) {
      return complain(error.message, exitCodes.failed);
    }
    return complain(error instanceof Error ? (error.stack ?? error.message) : String(error), exitCodes.failed);
  }
}

function complain(message: string, code: number): number {
  process.stderr.write(`qat-bench: ${message}\n`);
  return code;
}

function isCommanderExit(error: unknown): error is { code: string; exitCode: number } {
  return (
    typeof error === "object" && error !== null && String((error as { code?: unknown }).code).startsWith("commander.")
  );
}

function isEngineError(error: unknown): error is Error {
  return error instanceof Error && error.name === "EngineError";
}
