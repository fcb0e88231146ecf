import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { Command } from "commander";
import { InputError } from "qat-core";
import {
  buildResult,
  conclusionOf,
  fails,
  gate,
  loadAccepted,
  type Matched,
  markdownOf,
  matchSides,
  mostSeeds,
  withMoreSeeds,
} from "qat-gate";
import { openLedger } from "qat-ledger";
import { findWorkspace, loadSuite, type Plan, planSuite, slotFolder, slotSpecs, visibleGpus } from "qat-runner";
import { exitCodes } from "../exit-codes.ts";
import { showGate } from "../gate/gate-progress.ts";
import { gateTables, touchedTable } from "../gate/gate-tables.ts";
import { nameSides, type OpenedSides, openSides } from "../gate/open-sides.ts";
import { type GateCommandOptions, gateOptions } from "../gate/options.ts";
import { provideData } from "../provide-data.ts";
import { changedSuite, selectCells } from "../selection.ts";
import { calibrateCommand } from "./gate-calibrate.ts";

export function gateCommand(): Command {
  return gateOptions(new Command("gate").enablePositionalOptions())
    .description(
      "Say whether a change makes methods worse: base and head trained side by side, until it is decided. Nothing is trained for cells that the change cannot reach.",
    )
    .addHelpText(
      "after",
      `
Examples:
  qat-bench gate --plan                                which cells the change touches, and why
  qat-bench gate                                       this checkout against where it left main
  qat-bench gate --base v1.2 --head my-branch --budget 1h
  qat-bench gate --base /mnt/nightly/ledger            against records; nothing is trained for base
  qat-bench gate --markdown comment.md --json          for a pull request and for machines
  qat-bench gate calibrate --help                      how often it errs, measured

Exit codes: 0 no regression, 1 regression, 2 bad usage, 3 inconclusive, 130 interrupted; --fail-on changes them.
How it decides: docs/gate.md. Known regressions are accepted in accepted-regressions.json.`,
    )
    .addCommand(calibrateCommand())
    .action(async (options: GateCommandOptions) => {
      process.exitCode = await runGate(options);
    });
}

async function runGate(options: GateCommandOptions): Promise<number> {
  requirePlaceFor(options.markdown);
  const interrupt = new AbortController();
  const onSignal = () => interrupt.abort();
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  let sides: OpenedSides | undefined;
  try {
    const workspace = findWorkspace(process.cwd());
    const named = await nameSides(workspace, options);
    sides = await openSides(workspace, named, say, interrupt.signal);
    return await compareSides(sides, join(workspace.reports, "ledger"), options, interrupt.signal);
  } catch (error) {
    // What fails because of the interruption is no failure.
    if (interrupt.signal.aborted) return exitCodes.interrupted;
    throw error;
  } finally {
    await sides?.close();
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  }
}

async function compareSides(
  sides: OpenedSides,
  ownLedger: string,
  options: GateCommandOptions,
  signal: AbortSignal,
): Promise<number> {
  const { sources } = sides.head;
  const accepted = await loadAccepted(sources.workspace);
  const plan = await planHead(sides, options);
  if (plan === null) return exitCodes.interrupted;
  const matched = await matchSides({ sources, plan }, sides.base.base, sides.changedFiles ?? []);
  const named = { base: sides.base.named, head: sides.head.named };
  if (options.plan) {
    printTouched(matched, named, sides.changedFiles, options);
    return exitCodes.fine;
  }
  const progress = showGate(options.budget, options.json ? process.stderr : process.stdout);
  const at = new Date().toISOString();
  const gated = await gate(matched, {
    ledger: await openLedger(options.ledger ?? ownLedger, say),
    slots: { specs: slotSpecs(visibleGpus(plan), options.cellsPerGpu), folder: slotFolder() },
    budgetMilliseconds: options.budget * 1000,
    alpha: options.alpha,
    margin: options.margin,
    signal,
    onEvent: progress.onEvent,
  });
  progress.end();
  if (signal.aborted) return exitCodes.interrupted;
  const result = buildResult(matched.candidates, gated, {
    at,
    ...named,
    suite: options.suite,
    alpha: options.alpha,
    margin: options.margin,
    budgetSeconds: options.budget,
    changedFiles: sides.changedFiles,
    accepted,
  });
  if (options.markdown !== undefined) await writeFile(options.markdown, markdownOf(result));
  const conclusion = conclusionOf(result);
  process.stdout.write(
    options.json ? `${JSON.stringify({ conclusion, ...result }, null, 1)}\n` : `${gateTables(result)}\n`,
  );
  if (!fails(conclusion, options.failOn)) return exitCodes.fine;
  return conclusion === "regression" ? exitCodes.failed : exitCodes.inconclusive;
}

/** Head's suite with as many seeds as a gate may need; null where bringing its data was interrupted. */
async function planHead({ head }: OpenedSides, options: GateCommandOptions): Promise<Plan | null> {
  const { workspace, definitions } = head.sources;
  const suite = withMoreSeeds(changedSuite(await loadSuite(workspace, options.suite), selectionOf(options)), mostSeeds);
  const planned = async () =>
    selectCells(await planSuite(workspace, suite, definitions), selectionOf(options), definitions);
  const plan = await planned();
  if (options.plan) return plan;
  const came = await provideData(plan, definitions, options.offline ?? false);
  if (came === null) return null;
  return came ? planned() : plan;
}

/** The options that select cells; `--budget`, elsewhere a share of the training, is a time here. */
function selectionOf({ suite, variant, task, precision, device }: GateCommandOptions) {
  return {
    suite,
    ...(variant === undefined ? {} : { variant }),
    ...(task === undefined ? {} : { task }),
    ...(precision === undefined ? {} : { precision }),
    ...(device === undefined ? {} : { device }),
  };
}

/** Before anything is trained: a comment that cannot be written at the end would take the training with it. */
function requirePlaceFor(file: string | undefined): void {
  if (file === undefined || existsSync(dirname(resolve(file)))) return;
  throw new InputError(`--markdown ${file}: there is no folder ${dirname(resolve(file))}`, {
    remedy: "make the folder, or name a file in one that is there",
  });
}

function printTouched(
  { candidates }: Matched,
  named: Parameters<typeof touchedTable>[1],
  changedFiles: readonly string[] | null,
  { suite, json }: GateCommandOptions,
): void {
  if (!json) {
    process.stdout.write(`${touchedTable(candidates, named)}\n`);
    return;
  }
  const comparisons = candidates.map(({ id, cell, fate, reasons }) => ({
    id,
    cell,
    fate: fate.kind,
    reason: "reason" in fate ? fate.reason : null,
    reasons,
  }));
  process.stdout.write(`${JSON.stringify({ version: 1, suite, ...named, changedFiles, comparisons }, null, 1)}\n`);
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
