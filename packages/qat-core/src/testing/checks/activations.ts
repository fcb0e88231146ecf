import * as tf from "@tensorflow/tfjs-core";
import { parsePrecision } from "../../precision.ts";
import type { ActivationCheck, Check } from "../check.ts";
import { advanceTo, exerciseSteps, startExercise } from "../exercise.ts";
import { passThrough, someActivations, withFreshActivation } from "../fresh-activation.ts";
import { momentAt } from "../fresh-rule.ts";
import { expectFinite, expectSame, numbered, snapshotOf } from "../snapshot.ts";
import type { ActivationSubject, Subject } from "../subject.ts";

const first = momentAt(0);
const last = momentAt(exerciseSteps - 1);
/** Everything is outside of a quantizer's range that is so far out; below 0 where nothing negative is expected. */
const farOut = (subject: ActivationSubject) => () => tf.mul(tf.sub(someActivations(subject, 0), 1), 1e4);
const outside = (subject: ActivationSubject) => [farOut(subject), () => tf.neg(farOut(subject)())];

export const exportsAQuantizer: ActivationCheck = {
  name: "exports a quantizer of at most its levels, from 0 where nothing is negative, around 0 where something is",
  run: (subject) =>
    withFreshActivation(subject, async (rule) => {
      const quantizer = await rule.quantizer();
      const { scale, offset, levels } = quantizer;
      const lowest = subject.signed ? -subject.levels / 2 : 0;
      if (!(levels >= 2 && levels <= subject.levels && offset === lowest && Number.isFinite(scale) && scale > 0)) {
        throw new Error(
          `the quantizer is ${JSON.stringify(quantizer)}; expected at most ${subject.levels} levels, offset ${lowest}, scale > 0`,
        );
      }
    }),
};

export const startsFromItsFirstBatch: ActivationCheck = {
  name: "takes its scale from the first batch: eight times as large for activations eight times as large",
  async run(subject) {
    const scaleOf = (size: number) =>
      withFreshActivation(
        subject,
        async (rule) => (await rule.quantizer()).scale / size,
        () => someActivations(subject, size),
      );
    const [small, large] = [await scaleOf(1), await scaleOf(8)];
    if (!(Math.abs(large - small) <= 1e-5 * small)) {
      throw new Error(`the scale is ${small} of activations, and 8 * ${large} of eight times as large ones`);
    }
  },
};

export const startsFromZeros: ActivationCheck = {
  name: "starts from a batch of zeros with a finite scale above 0",
  run: (subject) =>
    withFreshActivation(
      subject,
      async (rule) => {
        const { scale } = await rule.quantizer();
        if (!(Number.isFinite(scale) && scale > 0)) throw new Error(`the scale is ${scale} after a batch of zeros`);
        const { out, dx } = passThrough(rule, () => someActivations(subject, 0), 1, first);
        expectFinite({ "an activation": out, "a gradient": dx }, "of zeros");
      },
      () => someActivations(subject, 0),
    ),
};

/** x -> scale clip(round(x / scale), offset, offset + levels - 1), half to even: what the judge applies. */
export const showsItsQuantizerAtLast: ActivationCheck = {
  name: "shows in its last step the activations that its exported quantizer gives",
  run: (subject) =>
    withFreshActivation(subject, async (rule) => {
      const { scale, offset, levels } = await rule.quantizer();
      const x = () => someActivations(subject, 1.5);
      const shown = passThrough(rule, x, 1, last).out;
      const exported = tf.tidy(() =>
        Array.from(tf.mul(tf.clipByValue(tf.round(tf.div(x(), scale)), offset, offset + levels - 1), scale).dataSync()),
      );
      const wrong = shown.findIndex((y, i) => !(Math.abs(y - (exported[i] ?? Number.NaN)) <= 1e-5 * scale));
      if (wrong >= 0) throw new Error(`activation ${wrong} is ${shown[wrong]}; its quantizer gives ${exported[wrong]}`);
    }),
};

export const clipsWhatIsFarOut: ActivationCheck = {
  name: "passes no gradient to activations far outside of its range",
  run: (subject) =>
    withFreshActivation(subject, (rule) => {
      for (const x of outside(subject)) {
        for (const at of [first, last]) {
          const leak = passThrough(rule, x, 1, at).dx.find((g) => g !== 0);
          if (leak !== undefined)
            throw new Error(`a gradient of 1 is ${leak} far outside at step ${at.step}; expected 0`);
        }
      }
    }),
};

export const passesGradientsOn: ActivationCheck = {
  name: "passes a gradient inside of its range on, its sign as it was",
  run: (subject) =>
    withFreshActivation(subject, (rule) => {
      for (const dy of [1, -1]) {
        for (const at of [first, last]) {
          // The smallest are inside whatever the range is.
          const { dx } = passThrough(rule, () => someActivations(subject, 1e-3), dy, at);
          const wrong = dx.find((g) => !(g * dy > 0 && Number.isFinite(g)));
          if (wrong !== undefined) throw new Error(`a gradient of ${dy} is ${wrong} inside at step ${at.step}`);
        }
      }
    }),
};

export const learnsFromActivations: ActivationCheck = {
  name: "pulls finite gradients back to what it learns, 0 of 0",
  run: (subject) =>
    withFreshActivation(subject, (rule) => {
      for (const at of [first, last]) {
        const pulled = passThrough(rule, () => someActivations(subject, 2), 1, at).learned;
        expectFinite(numbered("the gradient of learned parameter", pulled), `at step ${at.step}`);
        const wrong = passThrough(rule, () => someActivations(subject, 2), 0, at)
          .learned.flat()
          .find((g) => g !== 0);
        if (wrong !== undefined)
          throw new Error(`of gradients of 0, ${wrong} reaches what is learned at step ${at.step}`);
      }
    }),
};

export const boundsItsActivations: ActivationCheck = {
  name: "starts what it learns within its bounds, with positive finite factors of gradient and rate",
  run: (subject) =>
    withFreshActivation(subject, (rule) => {
      for (const { name, value, bounds, gradientScale, rateFactor } of rule.learned) {
        const outside = Array.from(value.dataSync()).find((x) => !(x >= Math.fround(bounds[0]) && x <= bounds[1]));
        if (outside !== undefined)
          throw new Error(`${name} starts at ${outside}; its bounds are ${bounds.join(" and ")}`);
        const factors = [gradientScale, rateFactor];
        if (!factors.every((factor) => Number.isFinite(factor) && factor > 0)) {
          throw new Error(`the factors of ${name} are ${factors.join(" and ")}; expected finite numbers above 0`);
        }
      }
    }),
};

export const namesByActivation: ActivationCheck = {
  name: "names what it learns after its activation, so that two of them do not collide",
  run: (subject) =>
    withFreshActivation(subject, (one) =>
      withFreshActivation(
        subject,
        (other) => {
          const names = [...one.learned, ...other.learned].map(({ name }) => name);
          const twice = names.find((name, i) => names.indexOf(name) < i);
          if (twice !== undefined) throw new Error(`two activations both learn ${twice}`);
        },
        someActivations,
        "other-relu",
      ),
    ),
};

export const viewsActivationsAlike: ActivationCheck = {
  name: "shows the same activations when it is asked again at the same moment",
  run: (subject) =>
    withFreshActivation(subject, (rule) => {
      for (const at of [first, last]) {
        const shown = passThrough(rule, () => someActivations(subject), 1, at);
        const again = passThrough(rule, () => someActivations(subject), 1, at);
        expectSame({ activation: again.out }, { activation: shown.out }, `asked again at step ${at.step}`);
      }
    }),
};

export const leaksNoActivation: ActivationCheck = {
  name: "leaves no tensor of an activation behind, having named its variables in state or learned",
  async run(subject) {
    const before = tf.memory().numTensors;
    await withFreshActivation(subject, async (rule) => {
      passThrough(rule, () => someActivations(subject), 1, first);
      await rule.quantizer();
    });
    const left = tf.memory().numTensors - before;
    if (left !== 0) throw new Error(`${left} tensors left of one activation`);
  },
};

/** The subject with 4-bit activations; nothing where the variant does not support them. */
function quantized(subject: Subject): Subject | undefined {
  const precision = parsePrecision(subject.precision.name.replace("a32", "a4"));
  return subject.variant.supports(precision, subject.grid).supported ? { ...subject, precision } : undefined;
}

/** The same weights with 4-bit activations, by the variant's own rule or the suite's. */
export const quantizesActivations: Check = {
  name: "trains next to 4-bit activations and exports one quantizer for each, or refuses a4",
  concerns: (subject) => quantized(subject) !== undefined,
  async run(subject) {
    const running = startExercise(quantized(subject) as Subject);
    advanceTo(exerciseSteps / 2, running);
    const { activations } = await running.training.export();
    running.training.dispose();
    const { hidden, ...others } = activations;
    if (!hidden || Object.keys(others).length > 0) {
      throw new Error(`quantizers are exported for [${Object.keys(activations)}]; expected [hidden]`);
    }
    const { scale, levels } = hidden;
    if (!(levels <= 16 && Number.isFinite(scale) && scale > 0)) {
      throw new Error(`the quantizer is ${JSON.stringify(hidden)}; expected at most 16 levels, scale > 0`);
    }
  },
};

export const continuesWithActivations: Check = {
  name: "continues bit for bit from its variables saved next to 4-bit activations, and leaks none of theirs",
  concerns: (subject) => quantized(subject) !== undefined,
  async run(subject) {
    const before = tf.memory().numTensors;
    const whole = startExercise(quantized(subject) as Subject);
    advanceTo(2, whole);
    const saved = await snapshotOf(whole.training.variables);
    const resumed = startExercise(quantized(subject) as Subject, { first: 50 });
    for (const [name, variable] of Object.entries(resumed.training.variables)) {
      tf.tidy(() => variable.assign(tf.tensor(Array.from(saved[name] ?? []), variable.shape, variable.dtype)));
    }
    resumed.training.resumeAt(2);
    advanceTo(4, whole);
    advanceTo(4, resumed);
    const [received, expected] = [
      await snapshotOf(resumed.training.variables),
      await snapshotOf(whole.training.variables),
    ];
    resumed.training.dispose();
    whole.training.dispose();
    expectSame(received, expected, "resumed next to activations");
    const left = tf.memory().numTensors - before;
    if (left !== 0) throw new Error(`${left} tensors left after dispose; name every variable in state or learned`);
  },
};
