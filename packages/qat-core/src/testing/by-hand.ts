import * as tf from "@tensorflow/tfjs-core";
import type { WeightRule } from "../method.ts";
import type { Moment } from "../moment.ts";
import type { ParameterSpec } from "../network.ts";
import type { Directions } from "../optimizer/optimizer.ts";
import type { Exercise } from "./exercise.ts";
import { expectSame, numbered, type Snapshot, snapshotOf } from "./snapshot.ts";

/**
 * The training step a second time, as plainly as it can be written, driving a rule's hooks by hand on tensors that are
 * not the ones the rule was started with. What `startTraining` does must agree with it bit for bit.
 * @param given `kept`: every tensor that a hook was given lives to the end, so that a rule that holds on to one is seen to
 *   move it by numbers that differ; `disposed`: none outlives its hook
 */
export async function driveByHand(
  exercise: Exercise,
  steps: number,
  given: "kept" | "disposed" = "kept",
): Promise<Snapshot> {
  const { network, variant, initial, optimizer, weightDecay, rate, seed, precision, grid } = exercise.options;
  const quantized = network.parameters.filter((spec) => spec.quantized);
  const float = network.parameters.filter((spec) => !spec.quantized);
  const copyOf = (name: string) => tf.clone(initial.get(name) as tf.Tensor);
  const past: tf.Tensor[] = [];
  const release = (tensors: readonly tf.Tensor[]) => {
    if (given === "kept") past.push(...tensors);
    else tf.dispose([...tensors]);
  };
  // Not clones: those share their data, and a rule could not be seen to use what was disposed.
  const started = tf.tidy(() => quantized.map(({ name }) => tf.mul(copyOf(name), 1)));
  let latents = quantized.map(({ name }) => copyOf(name));
  let floats = float.map(({ name }) => copyOf(name));
  const rule = variant.weights(started, { precision, grid, seed, steps: exercise.options.steps });
  release(started);
  const shapes = [...network.parameters, ...rule.learned.map(({ name, value }) => ({ name, shape: value.shape }))];
  const statistics = new Map(
    (network.statistics ?? []).map((spec) => [
      spec.name,
      tf.tidy(() => tf.variable(tf.fill([...spec.shape], spec.initial), false)),
    ]),
  );
  const statistic = (name: string) => statistics.get(name) as tf.Variable;
  const update = (name: string, value: tf.Tensor) => statistic(name).assign(value);
  const others = { carried: notInTheExercise, carry: notInTheExercise, noise: notInTheExercise };
  const directions = optimizer.start(new Map(shapes.map(({ name, shape }) => [name, shape])));

  for (let step = 0, rateSum = 0; step < steps; step++) {
    const progress = step / exercise.options.steps;
    rateSum += rate(progress);
    const at: Moment = { step, steps: exercise.options.steps, progress, rate: rate(progress), rateSum };
    const before = await snapshotOf(numbered("latent", latents));

    const [movedLatents = [], movedFloats = []] = tf.tidy(() => {
      const [input, target] = exercise.batch(step);
      const { live, pullback } = rule.view(latents, at);
      const { grads } = tf.valueAndGrads((...inputs: tf.Tensor[]) => {
        const named = new Map([...quantized, ...float].map(({ name }, i) => [name, inputs[i] as tf.Tensor]));
        const parameter = (name: string) => named.get(name) as tf.Tensor;
        const activation = (_: string, x: tf.Tensor) => x;
        const scope = { training: true, parameter, activation, statistic, update, ...others };
        const output = network.forward(input, scope);
        return exercise.options.loss(output, target);
      })([...live, ...floats]);
      const ofLive = grads.slice(0, live.length);
      const pulled = pullback?.(ofLive) ?? { latents: ofLive, learned: [] };
      const rates = rule.rates?.(at);
      const moved = (spec: ParameterSpec | undefined, u: tf.Tensor, g: tf.Tensor, stepSize: number | tf.Scalar) => {
        const { name, role } = spec as ParameterSpec;
        return tf.sub(u, tf.mul(directions.direction(name, g, u, weightDecay[role], step), stepSize));
      };
      const moves = [
        latents.map((u, i) => moved(quantized[i], u, pulled.latents[i] as tf.Tensor, rates?.[i] ?? at.rate)),
        floats.map((u, i) => moved(float[i], u, grads[live.length + i] as tf.Tensor, at.rate)),
      ];
      moveLearned(rule, directions, pulled.learned, at);
      return moves;
    });

    expectSame(
      await snapshotOf(numbered("latent", latents)),
      before,
      "view, pullback and rates leave the latents alone",
    );
    const settled = tf.tidy(() => (rule.settle?.(movedLatents, at) ?? movedLatents).map((u) => tf.mul(u, 1)));
    release([...latents, ...movedLatents]);
    tf.dispose(floats);
    latents = settled;
    floats = movedFloats;
  }

  const learned = Object.fromEntries(rule.learned.map(({ name, value }) => [`learned/${name}`, value as tf.Tensor]));
  const result = await snapshotOf({
    ...Object.fromEntries(quantized.map(({ name }, i) => [`latent/${name}`, latents[i] as tf.Tensor])),
    ...Object.fromEntries(float.map(({ name }, i) => [`float/${name}`, floats[i] as tf.Tensor])),
    ...Object.fromEntries([...statistics].map(([name, value]) => [`statistic/${name}`, value as tf.Tensor])),
    ...learned,
  });
  tf.dispose([
    past,
    latents,
    floats,
    Object.values(learned),
    [...statistics.values()],
    Object.values(rule.state),
    Object.values(directions.state),
  ]);
  return result;
}

function notInTheExercise(): never {
  throw new Error("the exercise's network carries nothing and draws no noise");
}

function moveLearned(
  rule: WeightRule,
  directions: Directions,
  gradients: readonly tf.Tensor[],
  { step, rate }: Moment,
): void {
  rule.learned.forEach(({ name, value, gradientScale, bounds, rateFactor }, i) => {
    const gradient = tf.mul(gradients[i] as tf.Tensor, gradientScale);
    const direction = directions.direction(name, gradient, value, 0, step);
    value.assign(tf.clipByValue(tf.sub(value, tf.mul(direction, rate * rateFactor)), bounds[0], bounds[1]));
  });
}
