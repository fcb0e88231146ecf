import { join } from "node:path";
import { Command } from "commander";
import { cacheFolder } from "qat-cache";
import { whileLocked } from "qat-cache/make";
import type { Engine, EngineKind } from "qat-engine";
import { findWorkspace, selectVariants } from "qat-runner";
import {
  type Effort,
  isSynchronous,
  type Model,
  measureMethodOverhead,
  measureRule,
  notSynchronous,
  type Overhead,
  openMeasured,
  type RuleTimes,
  type Subject,
} from "qat-speed";
import { engineNamed } from "../engine-named.ts";
import { circumstances, describeCircumstances } from "../speed/circumstances.ts";
import { count, shareOfTraining, threadCount } from "../speed/numbers.ts";
import { showShares } from "../speed/share-progress.ts";
import { entryOf, loadVariants, modelOf, reference, subjectOf } from "../speed/subject.ts";
import { figure } from "../speed/tables.ts";
import { textTable } from "../text-table.ts";

interface MicroOptions {
  readonly method: string[];
  readonly precision: string[];
  readonly engine: EngineKind | "auto";
  readonly threads: number;
  readonly model: string;
  readonly batch: number;
  readonly progress: number;
  readonly steps?: number;
  readonly json?: boolean;
}

/** What was measured of a variant at a precision, or why it was not. */
type Row = { readonly method: string; readonly precision: string } & (
  | { readonly skipped: string }
  | {
      readonly rule: RuleTimes | { readonly unavailable: string };
      /** At the first of the precisions, of a variant that trains. */
      readonly overhead?: Overhead;
    }
);

/** The precisions of weights that a rule is timed at; the one whose overhead on a step is measured comes first. */
const precisions = ["w2a32", "w1a32", "w4a32"];

export function engineMicroCommand(): Command {
  return new Command("micro")
    .description("Measure weight rules by themselves, on a million weights, and what they add to a step.")
    .option("--method <pattern...>", "these: ste, ste/lsq, 'ste/*', '*/*'", ["*"])
    .option("--precision <name...>", "at these; the overhead is measured at the first", precisions)
    .option("--engine <name>", "auto, native, wasm or webgpu", engineNamed("engine"), "auto")
    .option("--threads <n>", "threads of one operation, on native", count("threads", 1, 1024), 1)
    .option("--model <name>", "whose step the overhead is measured on", "resnet20")
    .option("--batch <n>", "images of that step", count("images"), 128)
    .option("--progress <share>", "where in training, from 0 to under 1", shareOfTraining, 0.5)
    .option("--steps <n>", "calls and rounds of each measurement instead of about 40 s", count("steps", 2))
    .option("--json", "figures as JSON on standard output, progress on standard error")
    .addHelpText(
      "after",
      `
Examples:
  qat-bench engine micro                                   every method
  qat-bench engine micro --method 'parq/*' --engine wasm   the variants of one, on WebAssembly
  npx turbo run bench:micro --filter=qat-method-parq       what a method's own package runs

Forward is view; backward is pullback, rates and settle. The overhead is that of a whole step over ${reference.method}'s, in
alternation. Where another such command runs on this machine, this one waits for it.`,
    )
    .action((options: MicroOptions) => {
      // Two measurements at once would measure each other; turbo runs tasks at once.
      return whileLocked(join(cacheFolder(), "measuring"), () => micro(options));
    });
}

async function micro(options: MicroOptions): Promise<void> {
  const workspace = findWorkspace(process.cwd());
  const model = modelOf(options.model);
  const variants = await loadVariants(workspace);
  const names = selectVariants(options.method, [...variants.keys()]);
  const engine = await openMeasured(options.engine, options.threads);
  const progress = showShares(process.stderr);
  const rows: Row[] = [];
  const referenceSubject = subjectOf(variants, reference.method);
  for (const name of names) {
    const isReference = name === reference.method;
    let isFirst = true;
    for (const precision of isReference ? [reference.precision] : options.precision) {
      const subject = entryOf(variants, name, precision);
      if (typeof subject === "string") {
        rows.push({ method: name, precision, skipped: subject });
        continue;
      }
      const effort: Effort = {
        onProgress: ({ stage, share }) => progress.show({ stage: `${name} ${precision}: ${stage}`, share }),
        ...(options.steps === undefined ? {} : { steps: options.steps }),
      };
      const rule = ruleOf(engine, subject, options.progress, effort);
      const hasOverhead = isFirst && !isReference && subject.variant.trains !== false;
      const overhead = hasOverhead ? await overheadOf(model, subject, referenceSubject, options, effort) : undefined;
      rows.push({ method: name, precision, rule, ...(overhead && { overhead }) });
      isFirst = false;
    }
  }
  progress.end();
  const about = await circumstances(workspace, engine);
  const what = { model: options.model, batch: options.batch, progress: options.progress, threads: options.threads };
  if (options.json) process.stdout.write(`${JSON.stringify({ ...what, ...about, rows }, null, 1)}\n`);
  else process.stdout.write(`${titleOf(what)}\n\n${table(rows)}\n\n${describeCircumstances(about)}\n`);
}

function ruleOf(engine: Engine, subject: Subject, progress: number, effort: Effort) {
  return isSynchronous(engine) ? measureRule(subject, progress, effort) : { unavailable: notSynchronous };
}

function overheadOf(
  model: Model,
  subject: Subject,
  referenceSubject: Subject,
  { batch, progress }: MicroOptions,
  effort: Effort,
): Promise<Overhead> {
  const sides = { subject, reference: referenceSubject };
  return measureMethodOverhead(model, sides, { batchSize: batch, progress, effort });
}

function titleOf({ model, batch, progress, threads }: Pick<MicroOptions, "model" | "batch" | "progress" | "threads">) {
  const step = `overhead on a step of ${model}, batch ${batch}`;
  return `a weight rule on a million weights, and its ${step}, at ${progress} of training, ${threadCount(threads)}`;
}

function table(rows: readonly Row[]): string {
  const head = [
    "method",
    "precision",
    "forward ms",
    "backward ms",
    `% over ${reference.method}`,
    "95 % interval, or why not",
  ];
  const untimed = rows.some((row) => "rule" in row && "unavailable" in row.rule);
  const lines = textTable(
    head,
    rows.map((row) => {
      const name = [row.method, row.precision];
      if ("skipped" in row) return [...name, "", "", "", row.skipped];
      const { rule, overhead } = row;
      const times = "unavailable" in rule ? ["", ""] : [rule.forward, rule.backward].map(({ mean }) => figure(mean));
      const { percent } = overhead ?? {};
      const added = percent
        ? [figure(percent.estimate), `${figure(percent.low)} to ${figure(percent.high)}`]
        : ["", ""];
      return [...name, ...times, ...added];
    }),
  );
  return untimed ? `${lines}\nweight rules are not timed: ${notSynchronous}` : lines;
}
