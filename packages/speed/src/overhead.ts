import { type Interval, mean, pairedDifference } from "qat-stats";
import { type Effort, repeat } from "./effort.ts";
import { warmUp } from "./throughput.ts";
import { type TrainingStep, takeSteps } from "./training-step.ts";

/** What a method adds to a step of the reference, both in one process, their steps in alternation. */
export interface Overhead {
  readonly rounds: number;
  /** Mean milliseconds of a step. */
  readonly subject: number;
  readonly reference: number;
  /** Mean difference of a round's two steps, in milliseconds and in per cent of the reference's mean step. */
  readonly milliseconds: Interval;
  readonly percent: Interval;
}

const confidence = 0.95;
const measureSeconds = 40;
const fewestRounds = 10;
/** Shorter steps are timed several at once. */
const turnMilliseconds = 20;

/** Times both sides turn by turn; who comes first changes every round, so that drift favours neither. */
export async function measureOverhead(
  subject: TrainingStep,
  reference: TrainingStep,
  effort: Effort,
): Promise<Overhead> {
  await warmUp(subject, effort);
  await warmUp(reference, effort);
  const { milliseconds } = await takeSteps(reference, 1);
  const turn = effort.steps === undefined ? Math.max(1, Math.ceil(turnMilliseconds / milliseconds)) : 1;
  const times: { subject: number[]; reference: number[] } = { subject: [], reference: [] };
  await repeat(
    "overhead, in alternation",
    effort,
    { seconds: measureSeconds, minimum: fewestRounds },
    async (round) => {
      const sides = [
        { step: subject, into: times.subject },
        { step: reference, into: times.reference },
      ];
      for (const { step, into } of round % 2 === 0 ? sides : sides.reverse()) {
        into.push((await takeSteps(step, turn)).milliseconds / turn);
      }
    },
  );
  return overheadOf(times.subject, times.reference);
}

/**
 * From milliseconds a step, one a round and side. Means and not medians: what a method does every tenth step belongs to it.
 * @throws {SampleError} for fewer than two rounds
 */
export function overheadOf(subject: readonly number[], reference: readonly number[]): Overhead {
  const milliseconds = pairedDifference(subject, reference, confidence);
  const base = mean(reference);
  const { estimate, low, high } = milliseconds;
  const percent = (difference: number) => (100 * difference) / base;
  return {
    rounds: reference.length,
    subject: mean(subject),
    reference: base,
    milliseconds,
    percent: { ...milliseconds, estimate: percent(estimate), low: percent(low), high: percent(high) },
  };
}
