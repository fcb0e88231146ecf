import type { ActivationCheck, Check, MethodCheck } from "./check.ts";
import * as activations from "./checks/activations.ts";
import * as codes from "./checks/codes.ts";
import * as end from "./checks/end.ts";
import * as extremes from "./checks/extremes.ts";
import * as float from "./checks/float.ts";
import * as gradients from "./checks/gradients.ts";
import * as learned from "./checks/learned.ts";
import * as memory from "./checks/memory.ts";
import * as movement from "./checks/movement.ts";
import * as naming from "./checks/naming.ts";
import { endsAtTheOptimum } from "./checks/optimum.ts";
import * as quantities from "./checks/quantities.ts";
import * as repetition from "./checks/repetition.ts";
import * as support from "./checks/support.ts";
import * as tensors from "./checks/tensors.ts";
import * as view from "./checks/view.ts";

/** What every method must meet as a whole. */
export const methodChecks: readonly MethodCheck[] = [...Object.values(naming), ...Object.values(support)];

const { quantizesActivations, continuesWithActivations, ...ofOneActivation } = activations;
const { quantizes: _, ...ofCodes } = codes;

/** What every variant must meet, on every track, at every tested precision that it supports. */
export const checks: readonly Check[] = [
  ...Object.values(view),
  ...Object.values(gradients),
  ...Object.values(movement),
  ...Object.values(learned),
  ...Object.values(ofCodes),
  ...Object.values(end),
  endsAtTheOptimum,
  ...Object.values(float),
  ...Object.values(repetition),
  ...Object.values(memory),
  ...Object.values(quantities),
  ...Object.values(tensors),
  ...Object.values(extremes),
  quantizesActivations,
  continuesWithActivations,
];

/** What a variant's rule for activations must meet, at every tested number of bits that it supports. */
export const activationChecks: readonly ActivationCheck[] = Object.values(ofOneActivation);
