import type { Engine, EngineKind } from "qat-engine";
import type { Effort } from "./effort.ts";
import { type MeasuredBreakdown, measureBreakdown } from "./measure-breakdown.ts";
import { isSynchronous, notSynchronous, openMeasured } from "./measured-engine.ts";
import type { Model } from "./models.ts";
import { measureOverhead, type Overhead } from "./overhead.ts";
import type { Subject } from "./subject.ts";
import { syntheticExamples } from "./synthetic-examples.ts";
import { measureThroughput, type Throughput, warmUp } from "./throughput.ts";
import { firstStep, startStep, type TrainingStep, takeSteps } from "./training-step.ts";

export interface MeasureOptions {
  readonly engine: EngineKind | "auto";
  readonly threads: number;
  readonly model: Model;
  readonly batchSize: number;
  readonly subject: Subject;
  /** Share of training at which steps are measured, in [0, 1). */
  readonly progress: number;
}

/** What was measured of one training step. */
export interface Measured {
  readonly start: Start;
  readonly throughput: Throughput;
  /** Resident memory of this process at its highest, when the throughput was known. */
  readonly peakMemoryBytes: number;
  readonly breakdown: MeasuredBreakdown | { readonly unavailable: string };
  /** Absent without a reference. */
  readonly overhead?: Overhead & { readonly against: string };
}

/** Milliseconds from the start of the process to that of its first step, the making of the data apart. */
export interface Start {
  /** Node.js and the command's own code, until this package takes over. */
  readonly load: number;
  readonly engine: number;
  /** Initial weights and the method. */
  readonly training: number;
  readonly total: number;
}

/** A training run that is ready to be measured; its first step is taken. */
export interface Measuring {
  readonly engine: Engine;
  readonly step: TrainingStep;
  readonly start: Start;
  /** Throughput, memory and breakdown; then the overhead over `reference`, where there is one. */
  measure(effort: Effort, reference?: Subject): Promise<Measured>;
}

/**
 * Opens the engine and starts training.
 * @throws {InputError} for several threads on an engine that has one
 * @throws {EngineError} where the engine is not usable here
 */
export async function startMeasuring(options: MeasureOptions): Promise<Measuring> {
  const { model, batchSize, subject, progress, threads } = options;
  const load = performance.now();
  const engine = await openMeasured(options.engine, threads);
  const opened = performance.now();
  const examples = syntheticExamples(model, batchSize);
  const drawn = performance.now();
  const step = startStep(model, subject, examples, batchSize);
  const ready = performance.now();
  const start = { load, engine: opened - load, training: ready - drawn, total: ready - (drawn - opened) };
  await firstStep(step, progress);

  return {
    engine,
    step,
    start,
    async measure(effort, reference) {
      await warmUp(step, effort);
      const throughput = await measureThroughput(step, effort);
      await requireFinite(step);
      const peakMemoryBytes = process.resourceUsage().maxRSS * 1024;
      const parts = isSynchronous(engine)
        ? await measureBreakdown(model, subject, step, { examples, progress, effort })
        : { unavailable: notSynchronous };
      const measured = { start, throughput, peakMemoryBytes, breakdown: parts };
      if (!reference) return measured;
      const other = startStep(model, reference, examples, batchSize);
      await firstStep(other, progress);
      const overhead = await measureOverhead(step, other, effort);
      other.dispose();
      return { ...measured, overhead: { against: reference.name, ...overhead } };
    },
  };
}

/** Arithmetic on what is not finite has a speed of its own. */
async function requireFinite(step: TrainingStep): Promise<void> {
  const { loss } = await takeSteps(step, 1);
  if (!Number.isFinite(loss)) throw new Error(`the loss became ${loss} on synthetic data: these figures mean nothing`);
}
