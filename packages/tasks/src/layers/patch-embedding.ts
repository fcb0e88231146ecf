import { conv2d, reshape, type Tensor4D } from "@tensorflow/tfjs-core";
import type { Network } from "qat-core";
import { fanInNormal } from "./initialise.ts";

export interface PatchEmbeddingOptions {
  /** Height and width of a patch; divides those of the image. */
  readonly patch: number;
  /** Channels of the image. */
  readonly inputs: number;
  /** Numbers that a patch becomes. */
  readonly width: number;
}

/**
 * Each patch of an image times one matrix (Dosovitskiy et al. 2020, arXiv 2010.11929, eq. 1): [batch, height, width, inputs]
 * to [batch, patches, `width`], line by line. A bias is a layer of its own. Its parameter is `<name>/kernel`,
 * [patch, patch, inputs, width], always float.
 */
export function patchEmbedding(name: string, { patch, inputs, width }: PatchEmbeddingOptions): Network {
  const kernel = {
    name: `${name}/kernel`,
    role: "weight",
    shape: [patch, patch, inputs, width],
    quantized: false,
    initialise: fanInNormal(1),
  } as const;
  return {
    parameters: [kernel],
    activations: [],
    forward(x, scope) {
      const patches = conv2d(x as Tensor4D, scope.parameter(kernel.name) as Tensor4D, patch, "valid");
      return reshape(patches, [patches.shape[0], -1, width]);
    },
  };
}
