import * as tf from "@tensorflow/tfjs-core";
import { controlledGrid, type Precision, startTraining, type Variant } from "qat-core";
import { batches } from "../src/data/order.ts";
import { initialParameters } from "../src/layers/initialise.ts";
import type { Examples, Task } from "../src/task.ts";

interface Run {
  readonly steps: number;
  readonly batchSize: number;
  readonly precision: Precision;
  readonly variant: Variant;
}

/** Mean training loss over the last five of `steps` steps of a task's recipe. */
export async function lossAfter(task: Task, train: Examples, { steps, batchSize, precision, variant }: Run) {
  const { network, recipe, loss } = task;
  const training = startTraining({
    network,
    variant,
    precision,
    grid: controlledGrid(precision.weightLevels),
    initial: initialParameters(network, 1),
    optimizer: recipe.optimizer,
    weightDecay: recipe.weightDecay,
    rate: recipe.rate,
    steps,
    seed: 1,
    loss,
  });
  const order = batches(train.count, batchSize, 1);
  let total = 0;
  for (let step = 0; step < steps; step++) {
    const { input, target } = train.batch(order.at(step), { seed: step });
    const before = training.advance(input, target);
    if (step >= steps - 5) total += (await before.data())[0] as number;
    tf.dispose([input, target, before]);
  }
  training.dispose();
  return total / 5;
}
