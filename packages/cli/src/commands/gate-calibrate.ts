import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { InputError } from "qat-core";
import { calibrate, openRepository } from "qat-gate";
import { writeCalibration } from "qat-gate/calibration";
import { openLedger } from "qat-ledger";
import { findWorkspace, loadSuite, provenance, slotFolder, slotSpecs } from "qat-runner";
import { engineNamed } from "../engine-named.ts";
import { exitCodes } from "../exit-codes.ts";
import { calibrationTable } from "../gate/calibration-table.ts";
import { type RuleOptions, ruleOptions } from "../gate/options.ts";
import { showProgress } from "../progress.ts";
import { changedSuite, collect, type Selection } from "../selection.ts";

interface CalibrateOptions extends RuleOptions, Pick<Selection, "suite" | "device" | "ledger"> {
  readonly seeds: number;
  readonly mutantSeeds?: number;
  readonly mutant?: readonly string[];
  readonly replays: number;
  readonly out?: string;
  readonly json?: boolean;
}

export function calibrateCommand(): Command {
  return ruleOptions(new Command("calibrate"))
    .description("Measure how often a gate that decides so alarms where nothing is worse, and where something is.")
    .option("--suite <name>", "the matrix: suites/<name>.json", "pr")
    .option("--device <name>", "where cells train: auto, native, wasm or webgpu", engineNamed("device"))
    .option("--seeds <n>", "seeds that are trained of each comparison", wholeFrom(2), 24)
    .option(
      "--mutant-seeds <n>",
      "of those, seeds that are trained under each mutant (default: half of them)",
      wholeFrom(2),
    )
    .option("--mutant <name>", "only these mutants (repeatable)", collect)
    .option("--replays <n>", "gates that are played of each kind of change", wholeFrom(100), 2000)
    .option("--ledger <folder>", "where records are kept (default: reports/ledger)")
    .option("--out <file>", "where the figures go (default: reports/gate-calibration.json)")
    .option("--json", "the figures as JSON on standard output, progress on standard error")
    .addHelpText(
      "after",
      `
A pool of seeds is trained once, and the gate is replayed on draws from it: with nothing changed, with a loss planted into
the scores, and with each mutant, a fault that packages/**/mutants/*.patch puts into the sources. What is trained is kept
in the ledger, so that a calibration that was interrupted goes on where it was.

Examples:
  qat-bench gate calibrate                              the suite pr, 24 seeds: hours on a small machine
  qat-bench gate calibrate --seeds 6 --mutant-seeds 3   a first look`,
    )
    .action(run);
}

async function run(options: CalibrateOptions): Promise<void> {
  const { seeds, mutantSeeds = Math.max(2, Math.ceil(seeds / 2)) } = options;
  if (mutantSeeds > seeds) {
    throw new InputError(`more seeds are asked for under a mutant than without it: --mutant-seeds ${mutantSeeds}`, {
      allowed: `up to --seeds, which is ${seeds}`,
    });
  }
  const workspace = findWorkspace(process.cwd());
  // Of the options, `budget` is the gate's time, and not a suite's share of training.
  const { suite: name, device } = options;
  const suite = changedSuite(await loadSuite(workspace, name), { suite: name, ...(device ? { device } : {}) });
  const { commit, dirty } = await provenance(workspace);
  if (commit === null || dirty) {
    throw new InputError("a calibration measures a commit, and this checkout has changes that are in none", {
      remedy: "commit them, or calibrate in a clean clone",
    });
  }
  const stream = options.json ? process.stderr : process.stdout;
  const ledger = await openLedger(options.ledger ?? join(workspace.reports, "ledger"), say);
  const interrupt = new AbortController();
  const onSignal = () => interrupt.abort();
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  const specs = slotSpecs([]);
  const calibration = await calibrate({
    repository: await openRepository(workspace.root),
    workspace,
    commit,
    suite,
    seeds,
    mutantSeeds,
    mutants: options.mutant ?? [],
    setting: {
      alpha: options.alpha,
      margin: options.margin,
      budgetSeconds: options.budget,
      slots: specs.length,
    },
    replays: options.replays,
    ledger,
    slots: { specs, folder: slotFolder() },
    signal: interrupt.signal,
    say,
    onTraining(title, plan) {
      stream.write(`${title}: ${plan.cells.length} cells\n`);
      return showProgress(plan, stream);
    },
  });
  process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  if (calibration === null) {
    process.exitCode = exitCodes.interrupted;
    return;
  }
  const out = options.out ?? join(workspace.reports, "gate-calibration.json");
  await writeCalibration(out, calibration);
  const shown = options.json ? JSON.stringify(calibration, null, 1) : `\n${calibrationTable(calibration)}\n\n${out}`;
  process.stdout.write(`${shown}\n`);
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function wholeFrom(least: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (Number.isInteger(number) && number >= least) return number;
    throw new InvalidArgumentError(`it is a whole number from ${least}.`);
  };
}
