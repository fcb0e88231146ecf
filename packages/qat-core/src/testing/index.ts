export { activationChecks, checks, methodChecks } from "./all-checks.ts";
export type { ActivationCheck, Check, MethodCheck } from "./check.ts";
export * from "./checks/activations.ts";
export * from "./checks/codes.ts";
export * from "./checks/end.ts";
export * from "./checks/extremes.ts";
export * from "./checks/float.ts";
export * from "./checks/gradients.ts";
export * from "./checks/learned.ts";
export * from "./checks/memory.ts";
export * from "./checks/movement.ts";
export * from "./checks/naming.ts";
export { endsAtTheOptimum } from "./checks/optimum.ts";
export * from "./checks/quantities.ts";
export * from "./checks/repetition.ts";
export * from "./checks/support.ts";
export * from "./checks/tensors.ts";
export * from "./checks/view.ts";
export { describeMethod, type Exemption } from "./describe-method.ts";
export {
  type ActivationSubject,
  activationSubjectsOf,
  type Subject,
  subjectsOf,
  testedActivationBits,
  testedPrecisions,
} from "./subject.ts";
export { bell, expectClose, expectTensorClose, gaussian, laplace, moment, setupOf, take, values } from "./values.ts";
