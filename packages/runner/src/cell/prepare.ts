import * as tf from "@tensorflow/tfjs-core";
import {
  type Entry,
  type Grid,
  InputError,
  type Method,
  onTrack,
  type Precision,
  parsePrecision,
  startTraining,
  type Training,
} from "qat-core";
import type { Cell, LatentMap } from "qat-ledger";
import {
  type Batches,
  batches,
  type Dataset,
  type Examples,
  initialParameters,
  stepsOf,
  streamed,
  type Task,
} from "qat-tasks";
import { rebuild } from "../judge/rebuild.ts";
import type { CellProgram } from "./cell-program.ts";
import { latentMap } from "./latent-map.ts";
import type { Job } from "./messages.ts";
import { readNetwork } from "./network-file.ts";
import { type Seeds, seedsOf } from "./seeds.ts";
import { type SignChanges, startSignChanges } from "./sign-changes.ts";

/** A cell that is ready to train. */
export interface PreparedCell {
  readonly task: Task;
  readonly data: Dataset;
  /** Which examples each step sees. */
  readonly order: Batches;
  readonly training: Training;
  readonly steps: number;
  readonly seeds: Seeds;
  readonly signChanges: SignChanges;
  readonly latentMap: () => Promise<LatentMap[]>;
  readonly precision: Precision;
  readonly grid: Grid;
  /** What the record says of how it is trained. */
  readonly configuration: Readonly<Record<string, unknown>>;
}

/** Loads the data, draws or reads the initial weights and starts the method. The engine is open. */
export async function prepare({ method, task }: CellProgram, job: Job): Promise<PreparedCell> {
  const { cell } = job;
  const { network, recipe } = task;
  const precision = parsePrecision(cell.precision);
  const { variant, grid } = entryOf(method, task, cell, precision);
  const seeds = seedsOf(cell);
  const data = await task.data.load(seeds.split, cell.trainOn);
  if (recipe.plateau && data.validation.count === 0) throw nothingToValidate(task);
  const order = orderOf(data.train, recipe.batchSize, seeds.order);
  const steps = variant.trains === false ? 0 : stepsOf(recipe, order.stepsPerEpoch, cell.budget);
  const initial = job.startFrom ? rebuild(await readNetwork(job.startFrom)) : initialParameters(network, seeds.initial);
  const training = startTraining({
    ...recipe,
    network,
    variant,
    precision,
    grid,
    initial,
    steps,
    seed: seeds.method,
    loss: task.loss,
  });
  const signChanges = await startSignChanges(network, initial);
  tf.dispose([...initial.values()]);
  const { optimizer, rate: _, rateName, epochs: __, ...numbers } = recipe;
  const configuration = {
    options: variant.options,
    startsFrom: variant.startsFrom,
    grid: grid.name,
    optimizer: optimizer.name,
    rate: rateName,
    ...numbers,
    epochs: steps / order.stepsPerEpoch,
    steps,
  };
  const mapped = () => latentMap({ variant, precision, grid, rate: recipe.rate, steps, seed: seeds.method });
  return {
    task,
    data,
    order,
    training,
    steps,
    seeds,
    signChanges,
    latentMap: mapped,
    precision,
    grid,
    configuration,
  };
}

function nothingToValidate({ name }: Task): InputError {
  return new InputError(`the rate of ${name} follows validation, and all its training examples are trained on`, {
    remedy: 'let the suite say `"trainOn": "split"`',
  });
}

/** @throws {Error} where a recipe's batches are not the streams of its task's examples */
function orderOf({ count, streams }: Examples, batchSize: number, seed: number): Batches {
  if (streams === undefined) return batches(count, batchSize, seed);
  if (streams !== batchSize)
    throw new Error(`the recipe's batches have ${batchSize} examples, its data ${streams} streams`);
  return streamed(count, streams);
}

function entryOf(
  { variants }: Method,
  { granularity }: Task,
  cell: Cell,
  precision: Precision,
): Entry & { supported: true } {
  const name = cell.variant.split("/")[1] ?? "default";
  const variant = variants[name];
  if (!variant) throw new Error(`the method has no variant ${name}`);
  const entry = onTrack(variant, cell.track, precision, granularity);
  if (!entry.supported) throw new Error(`the variant does not support ${cell.precision}: ${entry.reason}`);
  return entry;
}
