import type { Tensor1D } from "@tensorflow/tfjs-core";
import type { Network } from "qat-core";
import { layerNorm as normalised } from "qat-ops";
import { ones, zeros } from "./initialise.ts";

/** Added to variances; the choice of DeiT and of the vision transformer's own code. */
const EPSILON = 1e-6;

/**
 * Layer normalisation (Ba, Kiros, Hinton 2016, arXiv 1607.06450) of the last axis. Its parameters are `<name>/scale`, 1 at
 * first, and `<name>/offset`, 0 at first, both [features] and float. To a recipe the offset is a bias.
 */
export function layerNorm(name: string, features: number): Network {
  const vector = { shape: [features], quantized: false };
  const scale = { ...vector, role: "norm", name: `${name}/scale`, initialise: ones } as const;
  const offset = { ...vector, role: "bias", name: `${name}/offset`, initialise: zeros } as const;
  return {
    parameters: [scale, offset],
    activations: [],
    forward: (x, scope) =>
      normalised(x, scope.parameter(scale.name) as Tensor1D, scope.parameter(offset.name) as Tensor1D, EPSILON),
  };
}
