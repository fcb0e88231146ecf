import { existsSync, realpathSync } from "node:fs";
import { Command } from "commander";
import { InputError } from "qat-core";
import { checkLedger, isUnmerged, mergeLedgers } from "qat-ledger";
import { exitCodes } from "../exit-codes.ts";
import { checkTables } from "../ledger/check-tables.ts";
import { ledgerToRead, ownLedger } from "../ledger/folder.ts";
import { mergeTables } from "../ledger/merge-tables.ts";
import { patientClaim } from "../ledger/patient-claim.ts";
import { ledgerShowCommand } from "./ledger-show.ts";

export function ledgerCommand(): Command {
  return new Command("ledger")
    .description("The records of what was trained: check, merge or show them.")
    .addHelpText(
      "after",
      "\nExamples:\n  qat-bench ledger check\n  qat-bench ledger merge /mnt/gpu/reports/ledger\n  qat-bench ledger show --variant ste",
    )
    .addCommand(checkCommand())
    .addCommand(mergeCommand())
    .addCommand(ledgerShowCommand());
}

function checkCommand(): Command {
  return new Command("check")
    .description("Read every record and manifest; exit code 1 where one is not right. Nothing is changed.")
    .argument("[folder]", "the ledger (default: reports/ledger)")
    .option("--json", "as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  qat-bench ledger check\n  qat-bench ledger check /mnt/gpu/reports/ledger --json",
    )
    .action(async (named: string | undefined, { json }: { json?: boolean }) => {
      const check = await checkLedger(ledgerToRead(named));
      process.stdout.write(`${json ? JSON.stringify(check, null, 1) : checkTables(check)}\n`);
      if (check.problems.length > 0) process.exitCode = exitCodes.failed;
    });
}

interface MergeCommandOptions {
  readonly into?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

function mergeCommand(): Command {
  return new Command("merge")
    .description(
      "Copy the records, manifests and networks of other ledgers that are missing; no final record is changed.",
    )
    .argument("<from...>", "other ledgers")
    .option("--into <folder>", "the ledger that gets them (default: reports/ledger)")
    .option("--dry-run", "only say what would be done")
    .option("--json", "what became of each file, as JSON")
    .addHelpText(
      "after",
      `
Examples:
  qat-bench ledger merge /mnt/gpu/reports/ledger
  qat-bench ledger merge shard-1 shard-2 --into reports/ledger --dry-run

Exit code 1 where records contradict each other, cannot be read, or are being trained: their keys stay as they are.`,
    )
    .action(async (named: string[], { into: chosen, dryRun = false, json }: MergeCommandOptions) => {
      const from = named.map((folder) => ledgerToRead(folder));
      const into = chosen ?? ownLedger();
      refuseItself(from, into);
      const warn = (message: string) => void process.stderr.write(`${message}\n`);
      const files = await mergeLedgers(from, into, { dryRun, claim: patientClaim(into), warn });
      const text = json ? JSON.stringify({ into, dryRun, files }, null, 1) : mergeTables(files, into, dryRun);
      process.stdout.write(`${text}\n`);
      if (files.some(isUnmerged)) process.exitCode = exitCodes.failed;
    });
}

function refuseItself(from: readonly string[], into: string): void {
  if (!existsSync(into)) return;
  const itself = from.find((folder) => realpathSync(folder) === realpathSync(into));
  if (itself === undefined) return;
  throw new InputError(`${itself} cannot be merged into itself`, {
    remedy: "name another ledger, or another with --into",
  });
}
