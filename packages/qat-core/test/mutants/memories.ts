import * as tf from "@tensorflow/tfjs-core";
import {
  hasFiniteQuantities,
  leaksNoTensorAnExport,
  leaksNoTensorAQuestion,
  leaksNoTensorAStep,
  leavesNothingBehind,
  namesItsQuantities,
  remembersInVariables,
} from "qat-core/testing";
import { mutant } from "./mutant.ts";

const keepATensor = () => void tf.keep(tf.scalar(0));

export const memories = [
  mutant("keeps a tensor a step", leaksNoTensorAStep, /3 tensors more after 3 steps/, (rule) => ({
    view(u, at) {
      keepATensor();
      return rule.view(u, at);
    },
  })),
  mutant("keeps a tensor an export", leaksNoTensorAnExport, /1 tensors more after an export/, (rule) => ({
    quantize(u) {
      keepATensor();
      return rule.quantize(u);
    },
  })),
  mutant("keeps a tensor a question", leaksNoTensorAQuestion, /1 tensors more after a question/, () => ({
    quantities() {
      keepATensor();
      return {};
    },
  })),
  mutant("forgets a variable", leavesNothingBehind, /1 tensors left after dispose; name every variable/, (rule) => ({
    state: Object.fromEntries(Object.entries(rule.state).slice(1)),
  })),
  mutant(
    "remembers a latent itself",
    remembersInVariables,
    /latent of the state is a latent itself; expected a copy/,
    ({ state }, [first]) => ({
      state: { ...state, latent: first as tf.Variable },
    }),
  ),
  mutant(
    "remembers a variable under two names",
    remembersInVariables,
    /codebook\/0 and again of the state are one variable/,
    ({ state }) => ({
      state: { ...state, again: state["codebook/0"] as tf.Variable },
    }),
  ),
  mutant(
    "remembers complex numbers",
    remembersInVariables,
    /phase of the state is complex64; a checkpoint holds float32/,
    ({ state }) => ({
      state: {
        ...state,
        phase: { __proto__: tf.Variable.prototype, dtype: "complex64", dispose() {} } as unknown as tf.Variable,
      },
    }),
  ),
  mutant(
    "names a quantity by its step",
    namesItsQuantities,
    /its quantities are at 0 at first, and at 1 later/,
    () => ({
      quantities: (_, { step }) => ({ [`at ${step}`]: 1 }),
    }),
  ),
  mutant(
    "has a quantity that is not a number",
    hasFiniteQuantities,
    /ratio is NaN after 0 steps; expected a finite number/,
    () => ({
      quantities: () => ({ ratio: tf.div<tf.Scalar>(tf.scalar(0), tf.scalar(0)) }),
    }),
  ),
];
