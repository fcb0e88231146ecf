import * as tf from "@tensorflow/tfjs-core";
import { type Network, startTraining, type Training } from "qat-core";
import { batches, crossEntropy, type Examples, initialParameters } from "qat-tasks";
import type { Model } from "./models.ts";
import type { Subject } from "./subject.ts";

/** Steps of the run that is measured somewhere in the middle: so many that progress stands still meanwhile. */
const runSteps = 1_000_000;
const seed = 1;

/** A training run on synthetic data, one step at a time. */
export interface TrainingStep {
  readonly batchSize: number;
  readonly network: Network;
  readonly training: Training;
  /** Makes the batch of the next step. */
  batch(): Batch;
  /** Trains on it and disposes it; returns its loss, which need not be computed yet. */
  train(batch: Batch): tf.Scalar;
  dispose(): void;
}

export type Batch = ReturnType<Examples["batch"]>;

/** Starts a training run whose batches are drawn from the examples. */
export function startStep(model: Model, subject: Subject, examples: Examples, batchSize: number): TrainingStep {
  const network = model.network();
  const initial = initialParameters(network, seed);
  const training = startTraining({
    network,
    variant: subject.variant,
    precision: subject.precision,
    grid: subject.grid,
    initial,
    optimizer: model.optimizer(),
    weightDecay: model.weightDecay,
    rate: () => model.rate,
    steps: runSteps,
    seed,
    loss: crossEntropy,
  });
  tf.dispose([...initial.values()]);
  const order = batches(examples.count, batchSize, seed);
  let drawn = 0;
  return {
    batchSize,
    network,
    training,
    batch: () => examples.batch(order.at(drawn++)),
    train(batch) {
      const loss = training.advance(batch.input, batch.target);
      tf.dispose([batch.input, batch.target]);
      return loss;
    },
    dispose: () => training.dispose(),
  };
}

/**
 * Takes the very first step, in which activations find their scales, and goes on where `progress` says.
 * @param progress share of the training that is behind then, in [0, 1)
 */
export async function firstStep({ training, batch, train }: TrainingStep, progress: number): Promise<void> {
  const loss = train(batch());
  await loss.data();
  loss.dispose();
  training.resumeAt(Math.max(training.step, Math.floor(progress * runSteps)));
}

/**
 * Takes steps, and waits until the last one is computed: the loss is read back once.
 * @returns milliseconds, and the loss of the last step
 */
export async function takeSteps(
  { batch, train }: Pick<TrainingStep, "batch" | "train">,
  count: number,
): Promise<{ readonly milliseconds: number; readonly loss: number }> {
  const start = performance.now();
  let last: tf.Scalar | undefined;
  for (let i = 0; i < count; i++) {
    last?.dispose();
    last = train(batch());
  }
  const [loss = Number.NaN] = last === undefined ? [] : await last.data();
  last?.dispose();
  return { milliseconds: performance.now() - start, loss };
}
