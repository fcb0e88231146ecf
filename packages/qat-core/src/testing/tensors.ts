import * as tf from "@tensorflow/tfjs-core";
import type { WeightRule } from "../method.ts";
import { sgd } from "../optimizer/sgd.ts";
import { cosine } from "../schedule.ts";
import { startTraining } from "../training/training.ts";
import { advanceTo } from "./exercise.ts";
import { type Exported, exportOf } from "./exported.ts";
import { read } from "./snapshot.ts";
import type { Subject } from "./subject.ts";

/** A tensor to train. */
export interface Start {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** How a tensor ended. */
export interface Trained {
  readonly latent: readonly number[];
  readonly live: readonly number[];
  readonly exported: Exported;
}

/**
 * A whole run of four steps over some tensors and nothing else: sum |w - t|^2 / 2 by plain SGD.
 * @param target t of a weight that starts at a value
 */
export async function trainTensors(
  subject: Subject,
  starts: readonly Start[],
  target: (value: number) => number = (value) => -value / 2,
  steps = 4,
): Promise<Trained[]> {
  let rule: WeightRule | undefined;
  const names = starts.map((_, i) => `tensor${i}`);
  const initial = new Map(
    starts.map(({ shape, values }, i) => [names[i] as string, tf.tensor([...values], [...shape])]),
  );
  const targets = tf.tensor1d(starts.flatMap(({ values }) => values.map(target)));
  const training = startTraining({
    ...subject,
    variant: {
      ...subject.variant,
      weights(latents, setup) {
        rule = subject.variant.weights(latents, setup);
        return rule;
      },
    },
    network: {
      parameters: starts.map(({ shape }, i) => ({
        name: names[i] as string,
        role: "weight",
        shape,
        quantized: true,
        initialise: () => tf.zeros([...shape]),
      })),
      activations: [],
      forward: (_, scope) => tf.concat(names.map((name) => tf.reshape(scope.parameter(name), [-1]))),
    },
    initial,
    optimizer: sgd(),
    weightDecay: { weight: 0, bias: 0, norm: 0 },
    rate: cosine(0.1),
    steps,
    seed: 20,
    loss: (w, t) => tf.mul<tf.Scalar>(tf.sum(tf.squaredDifference(w, t)), 0.5),
  });
  advanceTo(steps, { training, batch: () => [tf.clone(targets), tf.clone(targets)] });
  const { latents, live } = training.weights();
  const [u, w] = [read(latents), read(live)];
  const exported = exportOf(rule as WeightRule, latents);
  training.dispose();
  tf.dispose([...latents, ...live, targets, [...initial.values()]]);
  return exported.map((each, i) => ({ latent: u[i] ?? [], live: w[i] ?? [], exported: each }));
}
