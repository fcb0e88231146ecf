import { activations, besideActivations } from "./activations.ts";
import { ends } from "./ends.ts";
import { exportingRules } from "./exports.ts";
import { floats } from "./floats.ts";
import { gradients } from "./gradients.ts";
import { learningRules } from "./learning.ts";
import { memories } from "./memories.ts";
import { methods } from "./methods.ts";
import { movements } from "./movements.ts";
import type { Mutant } from "./mutant.ts";
import { repetitions } from "./repetitions.ts";
import { tensors } from "./tensors.ts";
import { views } from "./views.ts";

/** Every deliberately broken rule, by what is broken. */
export const mutants: readonly Mutant[] = [
  ...views,
  ...gradients,
  ...movements,
  ...learningRules,
  ...exportingRules,
  ...ends,
  ...floats,
  ...repetitions,
  ...memories,
  ...tensors,
  ...besideActivations,
];
export const activationMutants = activations;
export const methodMutants = methods;
