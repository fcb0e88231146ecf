import * as tf from "@tensorflow/tfjs-core";
import { driveByHand } from "./by-hand.ts";
import type { Check } from "./check.ts";
import { advanceTo, exerciseOf, exerciseSteps, momentum, startExercise } from "./exercise.ts";
import { expectSame, numbered, snapshotOf } from "./snapshot.ts";

/** u <- settle(u - rate direction(pullback(g))), and nothing else: bit for bit against the rule driven by hand. */
export const movesByTheRule: Check = {
  name: "moves each latent by -rate * direction of the pulled-back gradient, then settles it, and nothing else",
  async run(subject) {
    const exercise = exerciseOf(subject, 1, momentum);
    const expected = await driveByHand(exercise, exerciseSteps);
    exercise.dispose();
    const running = startExercise(subject);
    advanceTo(exerciseSteps, running);
    const { variables } = running.training;
    const under = (prefix: string) => Object.entries(variables).filter(([name]) => name.startsWith(prefix));
    const values = (prefix: string) => under(prefix).map(([, variable]) => variable);
    const learned = under("learned/").map(([name, variable]) => [name.slice("learned/".length), variable]);
    const received = await snapshotOf({
      ...numbered("latent", values("latent/")),
      ...numbered("float", values("float/")),
      ...Object.fromEntries(learned),
    });
    running.training.dispose();
    expectSame(received, expected, `after ${exerciseSteps} steps`);
  },
};

/** The method's own code at 32 bits is the plain optimizer, bit for bit. */
export const isTheOptimizerAtFloat: Check = {
  name: "at 32 bits is bit for bit the plain optimizer",
  concerns: ({ precision }) => !Number.isFinite(precision.weightLevels),
  async run(subject) {
    const running = startExercise(subject);
    advanceTo(exerciseSteps, running);
    const plain = startExercise({
      ...subject,
      variant: {
        ...subject.variant,
        weights: () => ({ state: {}, learned: [], view: (live) => ({ live }), quantize: () => [] }),
      },
    });
    advanceTo(exerciseSteps, plain);
    const latentsOf = (variables: Readonly<Record<string, tf.Variable>>) =>
      snapshotOf(
        numbered(
          "latent",
          Object.entries(variables).flatMap(([k, v]) => (k.startsWith("latent/") ? v : [])),
        ),
      );
    const received = await latentsOf(running.training.variables);
    const expected = await latentsOf(plain.training.variables);
    tf.dispose([Object.values(running.training.variables), Object.values(plain.training.variables)]);
    expectSame(received, expected, `after ${exerciseSteps} steps`);
  },
};

export const staysFinite: Check = {
  name: "keeps live weights, gradients and latents finite",
  async run(subject) {
    const exercise = exerciseOf(subject, 1, momentum);
    const { network, weightDecay: _, ...setup } = exercise.options;
    const latents = network.parameters.filter((spec) => spec.quantized).map(({ name }) => setup.initial.get(name));
    const rule = subject.variant.weights(latents as tf.Tensor[], setup);
    for (const step of [0, exerciseSteps / 2, exerciseSteps - 1]) {
      const progress = step / exerciseSteps;
      const at = { step, steps: exerciseSteps, progress, rate: 0.1, rateSum: 0.1 * (step + 1) };
      const seen = tf.tidy(() => {
        const { live, pullback } = rule.view(latents as tf.Tensor[], at);
        const ones = live.map((w) => tf.onesLike(w));
        const pulled = pullback?.(ones) ?? { latents: ones, learned: [] };
        checkShapes("live weights", live, latents as tf.Tensor[]);
        checkShapes("gradients of the latents", pulled.latents, latents as tf.Tensor[]);
        checkShapes(
          "gradients of the learned parameters",
          pulled.learned,
          rule.learned.map(({ value }) => value),
        );
        const gradients = [...pulled.latents, ...pulled.learned];
        // Live weights may be the latents themselves.
        return numbered(
          "live weight or gradient",
          [...live, ...gradients].map((tensor) => tf.clone(tensor)),
        );
      });
      const values = await snapshotOf(seen);
      tf.dispose(seen);
      for (const [name, list] of Object.entries(values)) {
        const bad = Array.from(list).findIndex((x) => !Number.isFinite(x));
        if (bad >= 0) throw new Error(`${name}[${bad}] is ${list[bad]} at step ${step}; expected a finite number`);
      }
    }
    tf.dispose([Object.values(rule.state), rule.learned.map(({ value }) => value)]);
    exercise.dispose();
  },
};

function checkShapes(what: string, received: readonly tf.Tensor[], expected: readonly tf.Tensor[]): void {
  const shapes = (tensors: readonly tf.Tensor[]) => JSON.stringify(tensors.map(({ shape }) => shape));
  if (shapes(received) !== shapes(expected)) {
    throw new Error(`${what} have shapes ${shapes(received)}; expected ${shapes(expected)}`);
  }
}
