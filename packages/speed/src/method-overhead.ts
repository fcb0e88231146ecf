import type { Effort } from "./effort.ts";
import type { Model } from "./models.ts";
import { measureOverhead, type Overhead } from "./overhead.ts";
import type { Subject } from "./subject.ts";
import { syntheticExamples } from "./synthetic-examples.ts";
import { firstStep, startStep } from "./training-step.ts";

/** What a method adds to a step of a model, by itself: both runs are started for this, and disposed. The engine is open. */
export async function measureMethodOverhead(
  model: Model,
  { subject, reference }: { readonly subject: Subject; readonly reference: Subject },
  { batchSize, progress, effort }: { readonly batchSize: number; readonly progress: number; readonly effort: Effort },
): Promise<Overhead> {
  const examples = syntheticExamples(model, batchSize);
  const own = startStep(model, subject, examples, batchSize);
  const other = startStep(model, reference, examples, batchSize);
  for (const step of [own, other]) await firstStep(step, progress);
  const overhead = await measureOverhead(own, other, effort);
  for (const step of [own, other]) step.dispose();
  return overhead;
}
