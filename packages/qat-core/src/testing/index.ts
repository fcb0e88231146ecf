export { quantizesActivations } from "./activation-check.ts";
export type { Check, MethodCheck } from "./check.ts";
export { checks, describeMethod, type Exemption, methodChecks } from "./describe-method.ts";
export * from "./export-checks.ts";
export * from "./method-checks.ts";
export { endsAtTheOptimum } from "./parabola-check.ts";
export * from "./state-checks.ts";
export * from "./step-checks.ts";
export { type Subject, subjectsOf, testedPrecisions } from "./subject.ts";
