import { createInterface } from "node:readline";
import { Command } from "commander";
import type { EngineKind } from "qat-engine";
import { findWorkspace } from "qat-runner";
import { answers, type Measuring, startMeasuring } from "qat-speed";
import { engineNamed } from "../engine-named.ts";
import { type Circumstances, circumstances, describeCircumstances } from "../speed/circumstances.ts";
import { measureStart } from "../speed/measure-start.ts";
import { count, shareOfTraining, threadCount } from "../speed/numbers.ts";
import { showShares } from "../speed/share-progress.ts";
import { loadVariants, modelOf, reference, subjectOf } from "../speed/subject.ts";
import { measuredTables } from "../speed/tables.ts";

interface BenchOptions {
  readonly engine: EngineKind | "auto";
  readonly model: string;
  readonly batch: number;
  readonly threads: number;
  readonly method: string;
  readonly precision?: string;
  readonly progress: number;
  readonly steps?: number;
  readonly driven?: boolean;
  readonly json?: boolean;
}

export function engineBenchCommand(): Command {
  return new Command("bench")
    .description(
      "Measure one training step on synthetic data: how fast it is, where its time goes, what a method adds.",
    )
    .option("--engine <name>", "auto, native, wasm or webgpu", engineNamed("engine"), "auto")
    .option("--model <name>", "lenet5, resnet8, resnet20, resnet56, mobilenetv2, vit-tiny or vit-micro", "resnet20")
    .option("--batch <n>", "images a step", count("images"), 128)
    .option("--threads <n>", "threads of one operation, on native", count("threads", 1, 1024), 1)
    .option("--method <name>", "a method or a variant: parq, ste/lsq", reference.method)
    .option("--precision <name>", `as w2a32 (default: w2a32, of ${reference.method} ${reference.precision})`)
    .option("--progress <share>", "where in training, from 0 to under 1", shareOfTraining, 0.5)
    .option("--steps <n>", "steps of each measurement instead of about 20 s", count("steps", 2))
    .option("--driven", "take steps as lines on standard input say: a count each, answered by a line of JSON")
    .option("--json", "figures as JSON on standard output, progress on standard error")
    .addHelpText(
      "after",
      `
Examples:
  qat-bench engine bench                                          ResNet-20, batch 128, float weights
  qat-bench engine bench --engine wasm --model lenet5 --steps 50
  qat-bench engine bench --method parq --precision w2a32          and what PARQ adds, in alternation with ${reference.method}
  printf '10\\n10\\n' | qat-bench engine bench --driven             twice ten steps, for a program that alternates

The start of a process is timed first; throughput is measured with nothing else on, then the parts of a step, then the method's overhead. Whatever else the
machine does is measured too: leave it alone meanwhile.`,
    )
    .action(bench);
}

async function bench(options: BenchOptions): Promise<void> {
  const workspace = findWorkspace(process.cwd());
  const model = modelOf(options.model);
  const variants = await loadVariants(workspace);
  const subject = subjectOf(variants, options.method, options.precision);
  const isReference = subject.name === reference.method;
  const measuring = await startMeasuring({
    engine: options.engine,
    threads: options.threads,
    model,
    batchSize: options.batch,
    subject,
    progress: options.progress,
  });
  const what = {
    model: options.model,
    batch: options.batch,
    method: subject.name,
    precision: subject.precision.name,
    progress: options.progress,
    threads: options.threads,
    ...(await circumstances(workspace, measuring.engine)),
  };
  if (options.driven) return drive(measuring, what);
  const progress = showShares(process.stderr);
  const effort = { onProgress: progress.show, ...(options.steps === undefined ? {} : { steps: options.steps }) };
  const { engine, threads, precision } = what;
  const job = { model: options.model, batchSize: options.batch, precision, threads, engine };
  const start = await measureStart(workspace, subject.name, job, effort);
  const measured = await measuring.measure(effort, isReference ? undefined : subjectOf(variants, reference.method));
  progress.end();
  const all = { ...measured, start };
  if (options.json) process.stdout.write(`${JSON.stringify({ ...what, ...all }, null, 1)}\n`);
  else process.stdout.write(`${titleOf(what)}\n\n${measuredTables(all)}\n\n${describeCircumstances(what)}\n`);
}

type What = Circumstances & Pick<BenchOptions, "model" | "batch" | "method" | "progress" | "threads">;

function titleOf(what: What & { readonly precision: string }): string {
  const { model, batch, method, precision, progress, engine, threads } = what;
  return `${model}, batch ${batch}, ${method} ${precision} at ${progress} of training, ${engine}, ${threadCount(threads)}`;
}

/** One line once it is ready, then one for each that is read, until there are no more. */
async function drive({ step }: Measuring, what: What): Promise<void> {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const parameters = step.network.parameters.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
  say(JSON.stringify({ ready: true, ...what, parameters }));
  for await (const line of answers(step, createInterface({ input: process.stdin }))) say(line);
}
