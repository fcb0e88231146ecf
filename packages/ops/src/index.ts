export {
  BATCH_NORM,
  BATCH_NORM_GRAD,
  type BatchNorm,
  batchNorm,
  batchNormComposed,
  batchNormGradComposed,
} from "./batch-norm.ts";
export { GELU, GELU_GRAD, gelu, geluComposed, geluGradComposed } from "./gelu.ts";
export { L2_LOSS, l2Loss, l2LossComposed } from "./l2-loss.ts";
export {
  LAYER_NORM,
  LAYER_NORM_GRAD,
  layerNorm,
  layerNormComposed,
  layerNormGradComposed,
} from "./layer-norm.ts";
export { philoxUniform } from "./philox.ts";
export { RELU_GRAD, relu, reluGradComposed } from "./relu.ts";
export { RELU6_GRAD, relu6, relu6GradComposed } from "./relu6.ts";
export { SOFTMAX_CROSS_ENTROPY, softmaxCrossEntropy, softmaxCrossEntropyComposed } from "./softmax-cross-entropy.ts";
export { STAIRCASE, staircases, staircasesComposed, type Thresholds } from "./staircase.ts";
export { type NoiseSeed, UNIFORM_NOISE, uniformNoise, uniformNoiseComposed } from "./uniform-noise.ts";
