import * as tf from "@tensorflow/tfjs-core";
import type { Task } from "qat-tasks";
import { pass } from "../judge/pass.ts";
import { rebuild } from "../judge/rebuild.ts";
import type { Curves } from "./curves.ts";
import type { PreparedCell } from "./prepare.ts";

/** The best score of the live network on validation examples so far; null before the first. */
export type Best = number | null;

/** A recipe's plateau rule at work. */
export interface PlateauWatch {
  readonly best: Best;
  /** Scores the live network, and slows training down where that is no better than the best before. */
  afterEpoch(): Promise<void>;
}

/** @param before the best score that a checkpoint kept */
export function watchPlateau(cell: PreparedCell, curves: Curves, before: Best): PlateauWatch {
  let best = before;
  return {
    get best() {
      return best;
    },
    async afterEpoch() {
      const { training, task } = cell;
      const value = await liveScore(cell);
      curves.add("live validation", training.step, value);
      if (isBetter(value, best, task.metric)) best = value;
      else training.slowDown();
    },
  };
}

/** Whether a score is better than the best before it; one that is no number is not. */
export function isBetter(score: number, best: Best, { direction }: Pick<Task["metric"], "direction">): boolean {
  if (best === null) return !Number.isNaN(score);
  return direction === "higher" ? score > best : score < best;
}

/** The metric over all validation examples of the network that training sees, its quantized weights as they are live. */
async function liveScore({ training, task, data: { validation } }: PreparedCell): Promise<number> {
  const exported = await training.export();
  const tensors = rebuild(exported);
  const { latents, live } = training.weights();
  const quantized = task.network.parameters.filter((spec) => spec.quantized);
  const seen = new Map([...tensors, ...quantized.map(({ name }, i) => [name, live[i] as tf.Tensor] as const)]);
  const all = Number.POSITIVE_INFINITY;
  const { total, count } = await pass(task, seen, exported.activations, validation, all, task.metric.total);
  tf.dispose([...tensors.values(), ...latents, ...live]);
  return task.metric.value(total, count);
}
