import * as tf from "@tensorflow/tfjs-core";
import { uniformNoise } from "qat-ops";
import { startActivations } from "../activation/activations.ts";
import { type ExportedNetwork, exportNetwork } from "../export.ts";
import type { Moment } from "../moment.ts";
import type { Scope } from "../network.ts";
import { seedFrom } from "../seed.ts";
import { startCarried } from "./carried.ts";
import { clipGradients } from "./clip-gradients.ts";
import { descent } from "./descent.ts";
import type { TrainingOptions } from "./training-options.ts";
import {
  at,
  expectCount,
  expectDistinct,
  initialStatistic,
  initialVariable,
  named,
  prefixed,
  readNumber,
  unknownParameter,
  type Variables,
} from "./variables.ts";

export interface Training {
  /** Steps done. */
  readonly step: number;
  /** One training step on a batch; returns its loss, before the step, still inside the engine. */
  advance(input: tf.Tensor, target: tf.Tensor): tf.Scalar;
  /** Everything that the next steps depend on, by name; with `step`, a checkpoint. */
  readonly variables: Readonly<Record<string, tf.Variable>>;
  /** Steps before which training slowed down, ascending. */
  readonly slowedAt: readonly number[];
  /** Divides the rate of every step from here on as the plateau rule says. */
  slowDown(): void;
  /** The next batch goes on where none before it ended: what is carried is zero again. */
  forget(): void;
  /** Continues after `step` steps, once `variables` have been assigned their saved values. */
  resumeAt(step: number, slowedAt?: readonly number[]): void;
  /** Latent and live weights of the quantized tensors now, which the caller disposes. */
  weights(): { readonly latents: readonly tf.Tensor[]; readonly live: readonly tf.Tensor[] };
  /** The network as it would be scored now. */
  export(): Promise<ExportedNetwork>;
  /** The method's own quantities now, read back. */
  quantities(): Promise<Record<string, number>>;
  dispose(): void;
}

/**
 * Starts a training run of one method on one network: the step that all methods share, whose hooks are the method's.
 * @throws {Error} when `initial` lacks a parameter or has one of another shape, or when two parameters have one name
 */
export function startTraining(options: TrainingOptions): Training {
  const { network, precision, steps, seed, plateau } = options;
  const quantized = network.parameters.filter((spec) => spec.quantized);
  const float = network.parameters.filter((spec) => !spec.quantized);
  const latents = quantized.map((spec) => initialVariable(spec, options.initial));
  const floats = float.map((spec) => initialVariable(spec, options.initial));
  const statistics = network.statistics ?? [];
  const running = statistics.map((spec) => initialStatistic(spec, options.initial));
  const carried = startCarried(network.carried, options.batchSize);
  const rule = options.variant.weights(latents, { precision, grid: options.grid, steps, seed });
  const activations = startActivations(network.activations, options.variant, precision, (name) =>
    seedFrom(seed, "activation", name),
  );
  const learned = [...rule.learned, ...activations.learned];
  expectDistinct([...network.parameters, ...statistics, ...learned].map(({ name }) => name));
  const {
    moveLatents,
    moveFloats,
    moveLearned,
    state: moments,
  } = descent(
    options.optimizer,
    options.weightDecay,
    { specs: quantized, values: latents },
    { specs: float, values: floats },
    learned,
    options.learnedRateFactor,
  );

  let step = 0;
  let rateSum = 0;
  let slowedAt: readonly number[] = [];

  const rateAt = (each: number) =>
    options.rate(each / steps) / (plateau?.divideBy ?? 1) ** slowedAt.filter((slowed) => slowed <= each).length;

  function now(): Moment {
    const progress = step / steps;
    const current = rateAt(step);
    return { step, steps, progress, rate: current, rateSum: rateSum + current };
  }

  const statistic = (name: string) => {
    const index = statistics.findIndex((spec) => spec.name === name);
    return running[index] ?? unknownParameter(name);
  };
  const leaving = {
    update: (name, value) => statistic(name).assign(value),
    carry: carried.carry,
  } satisfies Partial<Scope>;
  const leavingNothing = { update: () => {}, carry: () => {} };

  function scopeOf(
    live: readonly tf.Tensor[],
    rest: readonly tf.Tensor[],
    activation: Scope["activation"],
    left: Pick<Scope, "update" | "carry">,
  ): Scope {
    const values = new Map<string, tf.Tensor>();
    quantized.forEach((spec, i) => values.set(spec.name, at(live, i)));
    float.forEach((spec, i) => values.set(spec.name, at(rest, i)));
    const parameter = (name: string) => values.get(name) ?? unknownParameter(name);
    const noise = (name: string, shape: readonly number[]) =>
      uniformNoise(shape, [seedFrom(seed, "noise", name), step]);
    return { training: true, activation, parameter, statistic, carried: carried.carried, noise, ...left };
  }

  function ratesOf(moment: Moment): readonly (number | tf.Scalar)[] {
    const rates = rule.rates?.(moment) ?? latents.map(() => moment.rate);
    expectCount("rates", rates.length, latents.length);
    return rates;
  }

  function settleLatents(moment: Moment): void {
    const settled = rule.settle?.(latents, moment) ?? latents;
    expectCount("settle", settled.length, latents.length);
    latents.forEach((latent, i) => {
      if (settled[i] !== latent) latent.assign(at(settled, i));
    });
  }

  function advance(input: tf.Tensor, target: tf.Tensor): tf.Scalar {
    const moment = now();
    const loss = tf.tidy(() => {
      const { live, pullback } = rule.view(latents, moment);
      expectCount("view", live.length, latents.length);
      if (step === 0 && activations.quantizing) {
        const first = scopeOf(live, floats, activations.initialise(moment), leavingNothing);
        tf.tidy(() => void network.forward(input, first));
      }
      const [w, f] = [live.length, floats.length];
      const { value, grads } = tf.valueAndGrads((...inputs: tf.Tensor[]) => {
        const view = activations.view(inputs.slice(w + f), moment);
        const scope = scopeOf(inputs.slice(0, w), inputs.slice(w, w + f), view, leaving);
        return options.loss(network.forward(input, scope), target);
      })([...live, ...floats, ...activations.learned.map((parameter) => parameter.value)]);
      const own = pullback?.(grads.slice(0, w)) ?? { latents: grads.slice(0, w), learned: [] };
      expectCount("pullback, latents,", own.latents.length, latents.length);
      expectCount("pullback, learned,", own.learned.length, rule.learned.length);
      const all = [...own.latents, ...grads.slice(w, w + f)];
      const ofNetwork = options.clipNorm === undefined ? all : clipGradients(all, options.clipNorm);
      moveFloats(ofNetwork.slice(w), moment);
      moveLatents(ofNetwork.slice(0, w), ratesOf(moment), moment);
      moveLearned([...own.learned, ...grads.slice(w + f)], moment);
      settleLatents(moment);
      return value as tf.Scalar;
    });
    rateSum = moment.rateSum;
    step += 1;
    return loss;
  }

  const values = learned.map((parameter) => parameter.value);
  const variables: Variables = {
    ...named("latent", quantized, latents),
    ...named("float", float, floats),
    ...named("statistic", statistics, running),
    ...carried.variables,
    ...prefixed("optimizer", moments),
    ...prefixed("method", rule.state),
    ...prefixed("activation", activations.state),
    ...named("learned", learned, values),
  };

  return {
    get step() {
      return step;
    },
    advance,
    variables,
    get slowedAt() {
      return slowedAt;
    },
    slowDown() {
      slowedAt = [...slowedAt, step];
    },
    forget: carried.forget,
    resumeAt(resumed, slowed = []) {
      slowedAt = slowed;
      rateSum = 0;
      for (let i = 0; i < resumed; i++) rateSum += rateAt(i);
      step = resumed;
    },
    async export() {
      const codes = tf.tidy(() => [...rule.quantize(latents)]);
      return exportNetwork(
        quantized,
        codes,
        [...float, ...statistics],
        [...floats, ...running],
        activations.quantizers,
      );
    },
    weights: () =>
      // A rule may give a latent itself as the live weight.
      tf.tidy(() => ({
        latents: latents.map((latent) => tf.clone(latent)),
        live: rule.view(latents, now()).live.map((w) => tf.clone(w)),
      })),
    async quantities() {
      const entries = Object.entries(tf.tidy(() => ({ ...rule.quantities?.(latents, now()) })));
      const numbers = entries.map(async ([name, value]) => [name, await readNumber(value)] as const);
      return Object.fromEntries(await Promise.all(numbers));
    },
    dispose() {
      tf.dispose(Object.values(variables));
    },
  };
}
