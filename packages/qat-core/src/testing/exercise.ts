import * as tf from "@tensorflow/tfjs-core";
import { philoxUniform } from "qat-ops";
import type { Network, ParameterSpec } from "../network.ts";
import { sgd } from "../optimizer/sgd.ts";
import { cosine } from "../schedule.ts";
import { startTraining, type Training } from "../training/training.ts";
import type { TrainingOptions } from "../training/training-options.ts";
import type { Subject } from "./subject.ts";

/**
 * A training run small enough for a unit test, with everything that a method meets in a real one: quantized tensors
 * of two ranks, a float parameter, an activation, momentum, weight decay, a rate that decays.
 */
export interface Exercise {
  readonly options: TrainingOptions;
  /** A batch that is a function of the step alone; the caller disposes it. */
  batch(step: number): readonly [input: tf.Tensor, target: tf.Tensor];
  /** Disposes the initial values. */
  dispose(): void;
}

/** What a check may change of the exercise. */
export interface Changes extends Partial<Pick<TrainingOptions, "optimizer" | "rate" | "steps" | "seed">> {
  /** Names the initial weights. */
  readonly first?: number;
}

export const exerciseSteps = 12;

export function exerciseOf(subject: Subject, { first = 1, ...changes }: Changes = {}): Exercise {
  const initial = new Map(network.parameters.map((spec, i) => [spec.name, spec.initialise(spec.shape, first + i)]));
  return {
    options: {
      ...subject,
      network,
      initial,
      optimizer: sgd({ momentum: 0.9 }),
      weightDecay: { weight: 1e-3, bias: 0, norm: 0 },
      rate: cosine(0.1),
      steps: exerciseSteps,
      seed: 20,
      loss: (output, target) => tf.mean(tf.squaredDifference(output, target)),
      ...changes,
    },
    batch: (step) => [uniform([16, 18], 1000 + step), uniform([16, 6], 2000 + step)],
    dispose: () => tf.dispose([...initial.values()]),
  };
}

/** Starts the exercise; the training has its own copy of everything. */
export function startExercise(subject: Subject, changes?: Changes): Running {
  const { options, batch, dispose } = exerciseOf(subject, changes);
  const training = startTraining(options);
  dispose();
  return { training, batch };
}

export interface Running {
  readonly training: Training;
  readonly batch: Exercise["batch"];
}

/** Takes the steps from where training is up to `end`. */
export function advanceTo(end: number, { training, batch }: Running): void {
  while (training.step < end) tf.tidy(() => void training.advance(...batch(training.step)));
}

/** Numbers uniform in [-1, 1), a function of shape and seed alone. */
export function uniform(shape: readonly number[], seed: number): tf.Tensor {
  return tf.tensor(philoxUniform(tf.util.sizeFromShape([...shape]), [seed, 0]), [...shape]);
}

const parameter = (name: string, role: ParameterSpec["role"], shape: readonly number[]): ParameterSpec => ({
  name,
  role,
  shape,
  quantized: role === "weight",
  initialise: uniform,
});

const network: Network = {
  parameters: [
    parameter("first/kernel", "weight", [3, 3, 2, 4]),
    parameter("second/kernel", "weight", [4, 6]),
    parameter("second/bias", "bias", [6]),
  ],
  activations: [{ name: "hidden", signed: false }],
  statistics: [{ name: "hidden/mean", shape: [4], initial: 0 }],
  forward(input, scope) {
    const kernel = tf.reshape<tf.Rank.R2>(scope.parameter("first/kernel"), [18, 4]);
    const squares = tf.square(tf.matMul(input as tf.Tensor2D, kernel));
    const running = tf.add(tf.mul(scope.statistic("hidden/mean"), 0.9), tf.mul(tf.mean(squares, 0), 0.1));
    if (scope.training) scope.update("hidden/mean", running);
    const hidden = scope.activation("hidden", squares);
    const output = tf.matMul(hidden as tf.Tensor2D, scope.parameter("second/kernel") as tf.Tensor2D);
    return tf.add(output, scope.parameter("second/bias"));
  },
};
