import { type Interval, medianInterval } from "qat-stats";
import type { Examples } from "qat-tasks";
import { type Breakdown, breakdown } from "./breakdown.ts";
import { type Effort, repeat } from "./effort.ts";
import { timeKernels } from "./kernels.ts";
import type { Model } from "./models.ts";
import { type Span, startStopwatch } from "./spans.ts";
import type { Subject } from "./subject.ts";
import { timedVariant } from "./timed-variant.ts";
import { firstStep, startStep, type TrainingStep, takeSteps } from "./training-step.ts";

export interface MeasuredBreakdown extends Breakdown {
  readonly steps: number;
  /** What taking the times adds to a step, in per cent: median over pairs of a step with and a step without. */
  readonly instrumentation: Interval;
}

const confidence = 0.95;
const measureSeconds = 10;
const fewestPairs = 6;

/**
 * Times the parts of steps, in alternation with steps whose parts are not timed. Kernels are as before afterwards.
 * @param plain a run like the one that is timed, as it is
 */
export async function measureBreakdown(
  model: Model,
  subject: Subject,
  plain: TrainingStep,
  { examples, progress, effort }: { readonly examples: Examples; readonly progress: number; readonly effort: Effort },
): Promise<MeasuredBreakdown> {
  const stopwatch = startStopwatch();
  const variant = timedVariant(subject.variant, stopwatch);
  const run = startStep(model, { ...subject, variant }, examples, plain.batchSize);
  const timed = { train: run.train, batch: () => stopwatch.during("data", "batch", run.batch) };
  await firstStep(run, progress);
  const added: number[] = [];
  const spans: Span[] = [];
  await repeat("breakdown", effort, { seconds: measureSeconds, minimum: fewestPairs }, async () => {
    const { milliseconds: untimed } = await takeSteps(plain, 1);
    const restore = timeKernels(stopwatch);
    stopwatch.on = true;
    try {
      stopwatch.begin("step");
      const { milliseconds } = await takeSteps(timed, 1);
      stopwatch.end();
      added.push(100 * (milliseconds / untimed - 1));
    } finally {
      stopwatch.on = false;
      restore();
    }
    spans.push(...stopwatch.take());
  });
  run.dispose();
  return { steps: added.length, ...breakdown(spans), instrumentation: medianInterval(added, confidence) };
}
