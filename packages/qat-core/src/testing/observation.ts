import * as tf from "@tensorflow/tfjs-core";
import { hashOf } from "../export.ts";
import type { Variant, WeightRule } from "../method.ts";
import type { Moment } from "../moment.ts";
import { advanceTo, type Changes, exerciseSteps, type Running, startExercise } from "./exercise.ts";
import { type Exported, exportOf } from "./exported.ts";
import { read, type Snapshot, snapshotOf } from "./snapshot.ts";
import type { Subject } from "./subject.ts";

/** What went in and out of a rule's hooks in one training step, read out of the engine. Lists have one entry a latent. */
export interface ObservedStep {
  readonly at: Moment;
  readonly latents: readonly number[][];
  readonly live: readonly number[][];
  /** What was exported of these latents. */
  readonly exported: readonly Exported[];
  /** Absent where the rule leaves the rates to the recipe. */
  readonly rates?: readonly number[];
  /** The latents as the optimizer moved them, and as the rule settled them. */
  readonly moved: readonly number[][];
  readonly settled: readonly number[][];
  /** After the step. */
  readonly learned: readonly number[][];
}

export interface Observation {
  readonly steps: readonly ObservedStep[];
  readonly learnedAtFirst: readonly number[][];
  readonly learned: readonly Omit<WeightRule["learned"][number], "value">[];
  /** After the last step. */
  readonly end: Pick<ObservedStep, "latents" | "live" | "exported">;
  readonly variables: Snapshot;
}

/** The exercise with its rule watched. Memorised: many checks ask about one run. */
export function observationOf(subject: Subject): Promise<Observation> {
  return memorised(observations, subject, () => observe(subject));
}

const observations = new WeakMap<Subject, Promise<Observation>>();

/** @param until the step to stop after */
export async function observe(subject: Subject, changes?: Changes, until = exerciseSteps): Promise<Observation> {
  const steps: ObservedStep[] = [];
  let rule: WeightRule | undefined;
  let learnedAtFirst: readonly number[][] = [];
  const variant: typeof subject.variant = {
    ...subject.variant,
    weights(latents, setup) {
      rule = subject.variant.weights(latents, setup);
      learnedAtFirst = learnedValues(rule);
      return watched(rule, (step) => steps.push(step));
    },
  };
  const { training, batch } = startExercise({ ...subject, variant }, changes);
  advanceTo(until, { training, batch });
  const started = rule as WeightRule;
  const { latents, live } = training.weights();
  const end = {
    latents: read(latents),
    live: read(live),
    exported: exportOf(started, latents),
  };
  tf.dispose([...latents, ...live]);
  const variables = await snapshotOf(training.variables);
  training.dispose();
  const observed = steps.map((step, i) => ({ ...step, learned: steps[i + 1]?.learned ?? lastLearned(variables) }));
  const learned = started.learned.map(({ value: _, ...rest }) => rest);
  return { steps: observed, learnedAtFirst, learned, end, variables };
}

/** The rule with its hooks' arguments and results noted; `learned` is noted before the step. */
function watched(rule: WeightRule, note: (step: ObservedStep) => void): WeightRule {
  let seen: Omit<ObservedStep, "moved" | "settled"> | undefined;
  return {
    state: rule.state,
    learned: rule.learned,
    quantize: (u) => rule.quantize(u),
    view(u, at) {
      const view = rule.view(u, at);
      const exported = exportOf(rule, u);
      seen = { at, latents: read(u), live: read(view.live), exported, learned: learnedValues(rule) };
      return view;
    },
    rates(at) {
      const rates = rule.rates?.(at);
      if (rates && seen)
        seen = { ...seen, rates: rates.map((rate) => (rate instanceof tf.Tensor ? only(rate) : rate)) };
      return rates ?? (seen?.latents ?? []).map(() => at.rate);
    },
    settle(u, at) {
      const moved = read(u);
      const settled = rule.settle?.(u, at) ?? u;
      if (seen) note({ ...seen, moved, settled: read(settled) });
      return settled;
    },
  };
}

/** How the exercise goes when nobody looks: its variables at some steps and at the end, and what is exported there. */
export interface PlainRun {
  readonly after: Readonly<Record<number, Snapshot>>;
  readonly end: Snapshot;
  readonly hash: string;
}

/** The steps after which a plain run's variables are saved: early, in the middle, before the last. */
export const savedAfter = [1, exerciseSteps / 2, exerciseSteps - 1] as const;

/** Memorised, as are observations. */
export function plainRunOf(subject: Subject): Promise<PlainRun> {
  return memorised(plainRuns, subject, async () => {
    const running = startExercise(subject);
    const after: Record<number, Snapshot> = {};
    for (const step of savedAfter) {
      advanceTo(step, running);
      after[step] = await snapshotOf(running.training.variables);
    }
    return { after, ...(await finish(running)) };
  });
}

const plainRuns = new WeakMap<Subject, Promise<PlainRun>>();

/** Trains to the end, reads what is there and disposes it. */
export async function finish(running: Running): Promise<Pick<PlainRun, "end" | "hash">> {
  advanceTo(exerciseSteps, running);
  const end = await snapshotOf(running.training.variables);
  const hash = hashOf(await running.training.export());
  running.training.dispose();
  return { end, hash };
}

export function memorised<T>(
  memory: WeakMap<Subject, Promise<T>>,
  subject: Subject,
  run: () => Promise<T>,
): Promise<T> {
  const known = memory.get(subject) ?? run();
  memory.set(subject, known);
  return known;
}

function learnedValues({ learned }: WeightRule): number[][] {
  return read(learned.map(({ value }) => value));
}

function lastLearned(variables: Snapshot): number[][] {
  return Object.entries(variables).flatMap(([name, values]) =>
    name.startsWith("learned/") ? [Array.from(values)] : [],
  );
}

function only(scalar: tf.Tensor): number {
  return scalar.dataSync()[0] ?? Number.NaN;
}

/** A variant's rule with something changed, as a subject of its own. */
export function withVariant(subject: Subject, changes: Partial<Variant>): Subject {
  return { ...subject, variant: { ...subject.variant, ...changes } };
}
