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
  readonly throughput: Throughput;
  readonly breakdown: MeasuredBreakdown | { readonly unavailable: string };
  /** Absent without a reference. */
  readonly overhead?: Overhead & { readonly against: string };
}

/** A training run that is ready to be measured; its first step is taken. */
export interface Measuring {
  readonly engine: Engine;
  readonly step: TrainingStep;
  /** Throughput and breakdown; then the overhead over `reference`, where there is one. */
  measure(effort: Effort, reference?: Subject): Promise<Measured>;
}

/**
 * Opens the engine and starts training.
 * @throws {InputError} for several threads on an engine that has one
 * @throws {EngineError} where the engine is not usable here
 */
export async function startMeasuring(options: MeasureOptions): Promise<Measuring> {
  const { model, batchSize, subject, progress, threads } = options;
  const engine = await openMeasured(options.engine, threads);
  const examples = syntheticExamples(model, batchSize);
  const step = startStep(model, subject, examples, batchSize);
  await firstStep(step, progress);

  return {
    engine,
    step,
    async measure(effort, reference) {
      await warmUp(step, effort);
      const throughput = await measureThroughput(step, effort);
      await requireFinite(step);
      const parts = isSynchronous(engine)
        ? await measureBreakdown(model, subject, step, { examples, progress, effort })
        : { unavailable: notSynchronous };
      const measured = { throughput, breakdown: parts };
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
