import * as tf from "@tensorflow/tfjs-core";
import { startActivations } from "./activation/activations.ts";
import { type ExportedNetwork, exportNetwork } from "./export.ts";
import type { Grid } from "./grid/grid.ts";
import type { Moment, Setup, Variant } from "./method.ts";
import type { Network, ParameterRole, ParameterSpec, Scope } from "./network.ts";
import type { Optimizer } from "./optimizer/optimizer.ts";
import type { Precision } from "./precision.ts";
import type { Schedule } from "./schedule.ts";
import { seedFrom } from "./seed.ts";

export interface TrainingOptions {
  readonly network: Network;
  readonly variant: Variant;
  readonly precision: Precision;
  readonly grid: Grid;
  readonly track: Setup["track"];
  /** Initial value of every parameter; copied. */
  readonly initial: ReadonlyMap<string, tf.Tensor>;
  readonly optimizer: Optimizer;
  readonly weightDecay: Readonly<Record<ParameterRole, number>>;
  /** Learning rate as a function of progress. */
  readonly rate: Schedule;
  readonly steps: number;
  /** Seed of what the method draws itself. */
  readonly seed: number;
  /** Mean loss of a batch. */
  loss(output: tf.Tensor, target: tf.Tensor): tf.Scalar;
}

export interface Training {
  /** Steps done. */
  readonly step: number;
  /** One training step on a batch; returns its loss, before the step, still inside the engine. */
  advance(input: tf.Tensor, target: tf.Tensor): tf.Scalar;
  /** Everything that the next steps depend on, by name; with `step`, a checkpoint. */
  readonly variables: Readonly<Record<string, tf.Variable>>;
  /** Continues after `step` steps, once `variables` have been assigned their saved values. */
  resumeAt(step: number): void;
  /** The network as it would be scored now. */
  export(): Promise<ExportedNetwork>;
  /** The method's own quantities now, read back. */
  quantities(): Promise<Record<string, number>>;
  dispose(): void;
}

/**
 * Starts a training run of one method on one network: the step that all methods share, whose hooks are the method's.
 * @throws {Error} when `initial` lacks a parameter
 */
export function startTraining(options: TrainingOptions): Training {
  const { network, optimizer, weightDecay, rate, steps } = options;
  const quantized = network.parameters.filter((spec) => spec.quantized);
  const float = network.parameters.filter((spec) => !spec.quantized);
  const latents = quantized.map((spec) => initialVariable(spec, options.initial));
  const floats = float.map((spec) => initialVariable(spec, options.initial));
  const rule = options.variant.weights(latents, {
    precision: options.precision,
    grid: options.grid,
    track: options.track,
    steps,
    seed: options.seed,
  });
  const activations = startActivations(network.activations, options.variant, options.precision, (name) =>
    seedFrom(options.seed, "activation", name),
  );
  const learned = [...rule.learned, ...activations.learned];
  const directions = optimizer.start(
    new Map([
      ...network.parameters.map((spec) => [spec.name, spec.shape] as const),
      ...learned.map(({ name, value }) => [name, value.shape] as const),
    ]),
  );

  let step = 0;
  let rateSum = 0;

  function now(): Moment {
    const progress = step / steps;
    const current = rate(progress);
    return { step, steps, progress, rate: current, rateSum: rateSum + current };
  }

  function scopeOf(
    live: readonly tf.Tensor[],
    floatValues: readonly tf.Tensor[],
    activation: Scope["activation"],
  ): Scope {
    const values = new Map<string, tf.Tensor>();
    quantized.forEach((spec, i) => values.set(spec.name, at(live, i)));
    float.forEach((spec, i) => values.set(spec.name, at(floatValues, i)));
    return {
      training: true,
      activation,
      parameter: (name) => values.get(name) ?? unknownParameter(name),
    };
  }

  function initialiseActivations(input: tf.Tensor, moment: Moment): void {
    tf.tidy(() => {
      const { live } = rule.view(latents, moment);
      network.forward(input, scopeOf(live, floats, activations.initialise(moment)));
    });
  }

  function advance(input: tf.Tensor, target: tf.Tensor): tf.Scalar {
    const moment = now();
    if (step === 0 && activations.quantizing) initialiseActivations(input, moment);
    const loss = tf.tidy(() => {
      const { live, pullback } = rule.view(latents, moment);
      const [w, f, a] = [live.length, floats.length, activations.learned.length];
      const { value, grads } = tf.valueAndGrads((...inputs: tf.Tensor[]) => {
        const view = activations.view(inputs.slice(w + f, w + f + a), moment);
        const scope = scopeOf(inputs.slice(0, w), inputs.slice(w, w + f), view);
        return options.loss(network.forward(input, scope), target);
      })([...live, ...floats, ...activations.learned.map((parameter) => parameter.value)]);
      const liveGradients = grads.slice(0, w);
      const pulled = pullback ? pullback(liveGradients) : { latents: liveGradients, learned: [] };
      moveFloats(grads.slice(w, w + f), moment);
      moveLatents(pulled.latents, moment);
      moveLearned([...pulled.learned, ...grads.slice(w + f)], moment);
      return value as tf.Scalar;
    });
    rateSum = moment.rateSum;
    step += 1;
    return loss;
  }

  function move(
    spec: ParameterSpec,
    variable: tf.Variable,
    gradient: tf.Tensor,
    stepSize: number | tf.Scalar,
    moment: Moment,
  ) {
    const decay = weightDecay[spec.role];
    const direction = directions.direction(spec.name, gradient, variable, decay, moment.step);
    variable.assign(tf.sub(variable, tf.mul(direction, stepSize)));
  }

  function moveFloats(gradients: readonly tf.Tensor[], moment: Moment): void {
    float.forEach((spec, i) => move(spec, at(floats, i), at(gradients, i), moment.rate, moment));
  }

  function moveLatents(gradients: readonly tf.Tensor[], moment: Moment): void {
    const rates = rule.rates?.(moment);
    quantized.forEach((spec, i) =>
      move(spec, at(latents, i), at(gradients, i), rates ? at(rates, i) : moment.rate, moment),
    );
    rule.settle?.(latents, moment).forEach((settled, i) => at(latents, i).assign(settled));
  }

  function moveLearned(gradients: readonly tf.Tensor[], moment: Moment): void {
    learned.forEach(({ name, value, gradientScale, rateFactor, bounds }, i) => {
      const direction = directions.direction(name, tf.mul(at(gradients, i), gradientScale), value, 0, moment.step);
      const moved = tf.sub(value, tf.mul(direction, moment.rate * rateFactor));
      value.assign(tf.clipByValue(moved, bounds[0], bounds[1]));
    });
  }

  const variables: Record<string, tf.Variable> = {
    ...named("latent", quantized, latents),
    ...named("float", float, floats),
    ...prefixed("optimizer", directions.state),
    ...prefixed("method", rule.state),
    ...prefixed("activation", activations.state),
    ...named(
      "learned",
      learned,
      learned.map((parameter) => parameter.value),
    ),
  };

  return {
    get step() {
      return step;
    },
    advance,
    variables,
    resumeAt(resumed) {
      rateSum = 0;
      for (let i = 0; i < resumed; i++) rateSum += rate(i / steps);
      step = resumed;
    },
    export: () => exportNetwork(quantized, rule.quantize(latents), float, floats, activations.quantizers),
    async quantities() {
      const entries = Object.entries(tf.tidy(() => rule.quantities?.(latents, now()) ?? {}));
      return Object.fromEntries(
        await Promise.all(entries.map(async ([name, value]) => [name, await toNumber(value)] as const)),
      );
    },
    dispose() {
      tf.dispose(variables);
    },
  };
}

function initialVariable(spec: ParameterSpec, initial: ReadonlyMap<string, tf.Tensor>): tf.Variable {
  return tf.tidy(() => tf.variable(tf.clone(initial.get(spec.name) ?? unknownParameter(spec.name)), false));
}

function unknownParameter(name: string): never {
  throw new Error(`the network has no value for its parameter ${name}`);
}

async function toNumber(value: number | tf.Scalar): Promise<number> {
  if (typeof value === "number") return value;
  const [number = Number.NaN] = await value.data();
  value.dispose();
  return number;
}

/** The element at an index that is known to exist. */
function at<T>(list: readonly T[], index: number): T {
  const element = list[index];
  if (element === undefined) throw new Error(`expected at least ${index + 1} tensors, got ${list.length}`);
  return element;
}

function named(prefix: string, specs: readonly { name: string }[], values: readonly tf.Variable[]) {
  return Object.fromEntries(specs.map((spec, i) => [`${prefix}/${spec.name}`, at(values, i)]));
}

function prefixed(prefix: string, state: Readonly<Record<string, tf.Variable>>): Record<string, tf.Variable> {
  return Object.fromEntries(Object.entries(state).map(([name, variable]) => [`${prefix}/${name}`, variable]));
}
