/**
 * @file The wasm engine's own kernels, in AssemblyScript: 128-bit SIMD on the memory of tfjs's backend, which the module
 * imports. `npm run compile-kernels -w qat-engine` writes them to src/wasm/simd/binary.ts.
 *
 * Addresses, rows and steps are in bytes, all else counts values. Nothing here allocates, and nothing is kept between
 * calls. Sums have a fixed order and no fused multiply-add: the same bits on every machine.
 */
export { channelSums, columnSums, combineCentred, normalise } from "./channels";
export { accumulateFilterGradient, convolveImage, tabulatePixels } from "./convolution";
export { depthwiseFilterGradient } from "./depthwise";
export { gelu, geluGradient } from "./gelu";
export { layerNorm, layerNormGradient } from "./layer-norm";
export { packFilter, unpackFilter } from "./panels";
export { placeImage } from "./place-image";
export { averagePoolGradient, maxPoolGradient } from "./pooling";
export { relu6Gradient, reluGradient } from "./relu";
export { staircase } from "./staircase";
export {
  transformFilter,
  transformFilterGradient,
  transformGradient,
  transformInput,
  transformOutput,
} from "./winograd";
