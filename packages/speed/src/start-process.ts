import type { Method } from "qat-core";
import { onTrack, parsePrecision } from "qat-core";
import type { Engine } from "qat-engine";
import { type Model, models } from "./models.ts";
import { syntheticExamples } from "./synthetic-examples.ts";
import { startStep, takeSteps } from "./training-step.ts";

/** What such a process is told, as JSON in its last argument. */
export interface StartJob {
  readonly model: string;
  readonly batchSize: number;
  /** Name of one of the method's variants: `default`. */
  readonly variant: string;
  readonly precision: string;
  readonly threads: number;
  /** Steps that are taken before memory is read. */
  readonly steps: number;
}

/** What it prints: milliseconds from the start of the process to that of its first step, and memory. */
export interface Start {
  /** Node.js and the program's own code. */
  readonly load: number;
  readonly engine: number;
  /** Initial weights and the method. */
  readonly training: number;
  /** All three, in which no data is made. */
  readonly total: number;
  /** Resident memory at its highest, after the steps. */
  readonly peakMemoryBytes: number;
}

/** The life of a process that does what a cell's does until its first step, takes a few, and prints what that took. */
export async function runStart(method: Method, open: (threads: number) => Promise<Engine>): Promise<void> {
  const load = performance.now();
  const job = JSON.parse(process.argv.at(-1) ?? "") as StartJob;
  await open(job.threads);
  const opened = performance.now();
  const model = models[job.model] as Model;
  const examples = syntheticExamples(model, job.batchSize);
  const made = performance.now();
  const precision = parsePrecision(job.precision);
  const variant = method.variants[job.variant] ?? method.variants.default;
  const entry = onTrack(variant, "controlled", precision);
  if (!entry.supported) throw new Error(entry.reason);
  const subject = { name: job.variant, variant: entry.variant, precision, grid: entry.grid };
  const step = startStep(model, subject, examples, job.batchSize);
  const ready = performance.now();
  await takeSteps(step, job.steps);
  const times = { load, engine: opened - load, training: ready - made, total: ready - (made - opened) };
  const start: Start = { ...times, peakMemoryBytes: process.resourceUsage().maxRSS * 1024 };
  process.stdout.write(`${JSON.stringify(start)}\n`);
}
