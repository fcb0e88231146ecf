import { type Interval, medianInterval } from "qat-stats";
import { type Effort, repeat } from "./effort.ts";
import { type TrainingStep, takeSteps } from "./training-step.ts";

/** How fast training goes, nothing else being measured meanwhile. */
export interface Throughput {
  /** Steps that the figures rest on. */
  readonly steps: number;
  /** Of the time a step takes: the median, and its interval. */
  readonly milliseconds: Interval;
  readonly imagesPerSecond: Interval;
}

const confidence = 0.95;
const warmUpSteps = 3;
const warmUpSeconds = 2;
const measureSeconds = 20;
/** Steps are timed in groups of at least so many milliseconds, the loss read back once a group. */
const groupMilliseconds = 100;
const fewestGroups = 12;

/** Steps until the engine has compiled and allocated what it keeps. */
export function warmUp(step: TrainingStep, effort: Effort): Promise<void> {
  const { steps, ...rest } = effort;
  const few = steps === undefined ? rest : { ...rest, steps: Math.min(steps, warmUpSteps) };
  return repeat("warming up", few, { seconds: warmUpSeconds, minimum: warmUpSteps }, async () => {
    await takeSteps(step, 1);
  });
}

/** Times whole steps, the making of their batches included, after a warm-up. */
export async function measureThroughput(step: TrainingStep, effort: Effort): Promise<Throughput> {
  const group = await groupSize(step, effort.steps);
  const groups = effort.steps === undefined ? {} : { steps: Math.ceil(effort.steps / group) };
  const times: number[] = [];
  await repeat("throughput", { ...effort, ...groups }, { seconds: measureSeconds, minimum: fewestGroups }, async () => {
    times.push((await takeSteps(step, group)).milliseconds / group);
  });
  return throughputOf(times, group, step.batchSize);
}

/** @param times milliseconds a step, one a group of steps */
export function throughputOf(times: readonly number[], group: number, batchSize: number): Throughput {
  const milliseconds = medianInterval(times, confidence);
  const images = (time: number) => (1000 * batchSize) / time;
  return {
    steps: times.length * group,
    milliseconds,
    imagesPerSecond: {
      ...milliseconds,
      estimate: images(milliseconds.estimate),
      low: images(milliseconds.high),
      high: images(milliseconds.low),
    },
  };
}

/** So many steps that a group takes long enough, and that there are groups enough for an interval. */
async function groupSize(step: TrainingStep, steps: number | undefined): Promise<number> {
  const { milliseconds } = await takeSteps(step, 1);
  const size = Math.max(1, Math.ceil(groupMilliseconds / milliseconds));
  return steps === undefined ? size : Math.max(1, Math.min(size, Math.floor(steps / fewestGroups)));
}
