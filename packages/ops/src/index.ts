export {
  BATCH_NORM,
  BATCH_NORM_GRAD,
  type BatchNorm,
  batchNorm,
  batchNormComposed,
  batchNormGradComposed,
} from "./batch-norm.ts";
export { L2_LOSS, l2Loss, l2LossComposed } from "./l2-loss.ts";
export { philoxUniform } from "./philox.ts";
export { RELU_GRAD, relu, reluGradComposed } from "./relu.ts";
export { SOFTMAX_CROSS_ENTROPY, softmaxCrossEntropy, softmaxCrossEntropyComposed } from "./softmax-cross-entropy.ts";
export { STAIRCASE, staircases, staircasesComposed, type Thresholds } from "./staircase.ts";
export { type NoiseSeed, UNIFORM_NOISE, uniformNoise, uniformNoiseComposed } from "./uniform-noise.ts";
