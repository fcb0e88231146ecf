import { type Command, InvalidArgumentError } from "commander";
import { InputError, parsePrecision } from "qat-core";
import {
  type Definitions,
  findTask,
  type Plan,
  type PlannedCell,
  type Shard,
  type Suite,
  selectVariants,
  shardKeys,
  variantsOf,
} from "qat-runner";
import { engineNamed } from "./engine-named.ts";

/** The part of a suite that a command is about. */
export interface Selection {
  readonly suite: string;
  readonly variant?: string[];
  readonly task?: string[];
  readonly precision?: string[];
  readonly seed?: number[];
  readonly device?: Suite["devices"][number];
  readonly budget?: number;
  readonly shard?: Shard;
  readonly ledger?: string;
}

/** Adds the options that name a suite, change it and select cells of it. */
export function selectionOptions(command: Command): Command {
  return suiteOptions(command).option("--variant <pattern>", "only these: ste, ste/lsq, 'ste/*' (repeatable)", collect);
}

/** As `selectionOptions`, for commands that run every variant. */
export function suiteOptions(command: Command): Command {
  return command
    .option("--suite <name>", "the matrix: suites/<name>.json", "smoke")
    .option("--task <name>", "only these tasks (repeatable)", collect)
    .option("--precision <name>", "only these precisions, as w2a32 (repeatable)", collect)
    .option("--seed <number>", "only these seeds (repeatable)", collectSeeds)
    .option("--device <name>", "where cells train: auto, native, wasm or webgpu", engineNamed("device"))
    .option("--budget <share>", "share of the full training instead of the suite's and its rows', as 0.1", budget)
    .option("--ledger <folder>", "where records are kept (default: reports/ledger)");
}

/** Adds the option that names a share of the suite, for commands that train or say what would be trained. */
export function shardOption(command: Command): Command {
  return command.option("--shard <i/n>", "only the i-th of n equal shares of the suite, from 1/n to n/n", shard);
}

/** The suite as the command line changes it: another budget or device makes other cells, with keys of their own. */
export function changedSuite(suite: Suite, { budget: share, device: place }: Selection): Suite {
  return {
    ...suite,
    ...(share === undefined ? {} : { budget: share, include: suite.include.map((row) => ({ ...row, budget: share })) }),
    ...(place === undefined ? {} : { devices: [place] }),
  };
}

/**
 * The plan's cells that the command is about, and the float cells that they start from.
 * @throws {InputError} for a name that is not there, or when nothing is left
 */
export function selectCells(plan: Plan, selection: Selection, definitions: Definitions): Plan {
  const known = [...variantsOf(definitions.methods).keys()];
  const variants = selection.variant && selectVariants(selection.variant, known);
  const tasks = selection.task?.map((name) => findTask(definitions.tasks, name).name);
  const precisions = selection.precision?.map((name) => parsePrecision(name).name);
  const wanted = ({ cell }: PlannedCell) =>
    (variants?.includes(cell.variant) ?? true) &&
    (tasks?.includes(cell.task) ?? true) &&
    (precisions?.includes(cell.precision) ?? true) &&
    (selection.seed?.includes(cell.seed) ?? true);
  const matching = plan.cells.filter(wanted);
  if (matching.length === 0 && !selection.variant?.every((pattern) => pattern.endsWith("/*"))) {
    throw new InputError(`the suite ${plan.suite.name} has no such cell`, {
      remedy: `qat-bench plan --suite ${plan.suite.name} lists its cells`,
    });
  }
  // A share of few cells may have none of those that are wanted: others have them.
  const own = selection.shard && shardKeys(plan, selection.shard);
  const selected = matching.filter(({ key }) => own?.has(key) ?? true);
  const needed = new Set(selected.map(({ needs }) => needs));
  return { ...plan, cells: plan.cells.filter((planned) => selected.includes(planned) || needed.has(planned.key)) };
}

/** Reads an option that may be given several times. */
export function collect(value: string, before: string[] = []): string[] {
  return [...before, value];
}

/** The same for seeds. */
export function collectSeeds(value: string, before: number[] = []): number[] {
  const seed = Number(value);
  if (!Number.isInteger(seed) || seed < 0) throw new InvalidArgumentError("a seed is a whole number from 0.");
  return [...before, seed];
}

function budget(value: string): number {
  const share = Number(value);
  if (!(share > 0)) throw new InvalidArgumentError("a budget is a share of the full training above 0, as 0.1.");
  return share;
}

function shard(value: string): Shard {
  const [, index, count] = (/^(\d+)\/(\d+)$/.exec(value) ?? []).map(Number);
  if (index === undefined || count === undefined || index < 1 || index > count) {
    throw new InvalidArgumentError("a shard is written i/n, with i from 1 to n, as 2/4.");
  }
  return { index, count };
}
