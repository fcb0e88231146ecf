export type { ActivationQuantizer, ActivationRule, ActivationSetup } from "./activation/activation-rule.ts";
export { learnedStep } from "./activation/learned-step.ts";
export {
  byteSize,
  type CodedTensor,
  type ExportedNetwork,
  type ExportedTensor,
  type FloatTensor,
  hashOf,
} from "./export.ts";
export { binaryCodeGrid } from "./grid/binary-code-grid.ts";
export { levelsOf, nearest, nearestCodes, nearestOfAll, type Quantized, quantizeWith } from "./grid/codebook.ts";
export { type Codebooks, startCodebooks } from "./grid/codebooks.ts";
export { controlledGrid } from "./grid/controlled-grid.ts";
export { distanceToGrid } from "./grid/distance-to-grid.ts";
export { floatGrid } from "./grid/float-grid.ts";
export type { Fit, Grid, Ties } from "./grid/grid.ts";
export { leastSquaresBinaryGrid } from "./grid/least-squares-binary-grid.ts";
export { levelColumns, midpoints } from "./grid/level-columns.ts";
export { overRows, scaledCodebooks, scaleTimesUnit } from "./grid/rows.ts";
export { signGrid } from "./grid/sign-grid.ts";
export { signedIntegerGrid } from "./grid/signed-integer-grid.ts";
export { ternaryThreshold } from "./grid/ternary-threshold.ts";
export { uniformGrid } from "./grid/uniform-grid.ts";
export { InputError } from "./input-error.ts";
export type { LearnedParameter } from "./learned-parameter.ts";
export type { Method, Paper, PublishedVariant, Setup, Support, Variant, View, WeightRule } from "./method.ts";
export type { Moment } from "./moment.ts";
export type {
  ActivationSpec,
  CarriedSpec,
  Network,
  ParameterRole,
  ParameterSpec,
  Scope,
  StatisticSpec,
} from "./network.ts";
export { type AdamOptions, adam, adamW } from "./optimizer/adam.ts";
export type { Directions, Optimizer } from "./optimizer/optimizer.ts";
export { sgd } from "./optimizer/sgd.ts";
export { type PackedCodes, packCodes, unpackCodes } from "./packed-codes.ts";
export { bitsOf, type Precision, parsePrecision } from "./precision.ts";
export type { Schedule } from "./schedule.ts";
export * as schedule from "./schedule.ts";
export { seedFrom } from "./seed.ts";
export { type Entry, onTrack, type Track } from "./track.ts";
export { type Carried, startCarried } from "./training/carried.ts";
export type { Plateau, StepRules } from "./training/step-rules.ts";
export { startTraining, type Training } from "./training/training.ts";
export type { TrainingOptions } from "./training/training-options.ts";
