import { setImmediate as turnOfEvents } from "node:timers/promises";
import * as tf from "@tensorflow/tfjs-core";
import { judge } from "../judge/judge.ts";
import { writeCheckpoint } from "./checkpoint.ts";
import type { Clock } from "./clock.ts";
import type { Curves } from "./curves.ts";
import type { CellMessage, Job } from "./messages.ts";
import { type Best, watchPlateau } from "./plateau.ts";
import type { PreparedCell } from "./prepare.ts";
import { weightHistogram } from "./weight-histogram.ts";

/** Points of the loss curve; the loss is read back that often, as a mean over the steps in between. */
const lossPoints = 100;
/** Points of the curves that need a look at the network: validation and the method's own. */
const lookPoints = 10;
/** Validation examples of one look, as a share of those that training sees: ten looks then take a fifteenth of its time. */
const lookShare = 1 / 50;
const fewestLookExamples = 100;
const mostLookExamples = 1000;
const progressMilliseconds = 500;

/** Where training stopped: at its end, or where the loss was no longer finite. */
export type Trained = { readonly diverged: false } | { readonly diverged: true; readonly loss: number };

/** Where a cell's training leaves what happens on the way. */
export interface Surroundings {
  readonly checkpoint: Job["checkpoint"];
  /** Of validation, as a checkpoint kept it. */
  readonly best: Best;
  readonly clock: Clock;
  readonly curves: Curves;
  send(message: CellMessage): void;
}

/** Trains a prepared cell to its last step, from wherever its checkpoint left it. */
export async function train(cell: PreparedCell, surroundings: Surroundings): Promise<Trained> {
  const { checkpoint, clock, curves, send } = surroundings;
  const { training, steps, task, order } = cell;
  const plateau = task.recipe.plateau ? watchPlateau(cell, curves, surroundings.best) : undefined;
  const nextMultiple = (of: number) => training.step - (training.step % of) + of;
  const interval = Math.max(1, Math.floor(steps / lossPoints));
  const lookInterval = interval * Math.max(1, Math.floor(lossPoints / lookPoints));
  const since = { step: training.step, time: Date.now() };
  let lastProgress = 0;
  if (training.step === 0) curves.addHistogram(await weightHistogram(training));
  let lastCheckpoint = since.time;

  while (training.step < steps) {
    const until = Math.min(steps, nextMultiple(interval), plateau ? nextMultiple(order.stepsPerEpoch) : steps);
    const loss = await meanLoss(cell, until);
    curves.add("loss", training.step, loss);
    if (!Number.isFinite(loss)) {
      clock.lap("train");
      return { diverged: true, loss };
    }
    if (training.step % lookInterval === 0 || training.step === steps) {
      clock.lap("train");
      await look(cell, curves);
      clock.lap("evaluate");
    }
    if (plateau && training.step % order.stepsPerEpoch === 0) {
      clock.lap("train");
      await plateau.afterEpoch();
      clock.lap("evaluate");
    }
    const now = Date.now();
    if (now - lastProgress >= progressMilliseconds) {
      lastProgress = now;
      const perStep = (now - since.time) / 1000 / (training.step - since.step);
      send({ type: "progress", step: training.step, steps, loss, secondsLeft: perStep * (steps - training.step) });
    }
    if (now - lastCheckpoint >= checkpoint.everySeconds * 1000 && training.step < steps) {
      lastCheckpoint = now;
      clock.lap("train");
      const best = plateau?.best ?? null;
      await writeCheckpoint(checkpoint.path, training, { best, seconds: clock.seconds(), ...curves.all() });
    }
    // Without a turn of the event loop nothing that was sent would leave, and no signal arrive.
    await turnOfEvents();
  }
  clock.lap("train");
  return { diverged: false };
}

/** Looks at the network as it is now: the method's quantities, its weights, its validation score. */
async function look({ training, data, task, steps, signChanges }: PreparedCell, curves: Curves): Promise<void> {
  for (const [name, value] of Object.entries(await training.quantities())) curves.add(name, training.step, value);
  curves.addHistogram(await weightHistogram(training));
  const exported = await training.export();
  curves.add("sign changes", training.step, await signChanges(exported));
  if (data.validation.count === 0) return;
  const share = Math.ceil(lookShare * steps * task.recipe.batchSize);
  const most = Math.min(mostLookExamples, Math.max(fewestLookExamples, share));
  const { metric } = await judge(task, exported, data.validation, most);
  curves.add("validation", training.step, metric.value);
}

/** Advances to a step; the mean loss on the way, read back once. */
async function meanLoss({ training, data, order, seeds }: PreparedCell, until: number): Promise<number> {
  const first = training.step;
  let sum = tf.scalar(0);
  while (training.step < until) {
    if (training.step % order.stepsPerEpoch === 0) training.forget();
    const augmentation = { seed: seeds.augmentation(training.step) };
    const { input, target } = data.train.batch(order.at(training.step), augmentation);
    const loss = training.advance(input, target);
    const next = tf.add<tf.Scalar>(sum, loss);
    tf.dispose([input, target, loss, sum]);
    sum = next;
  }
  const [total = Number.NaN] = await sum.data();
  sum.dispose();
  return total / (until - first);
}
