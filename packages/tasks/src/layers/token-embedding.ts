import { add, expandDims, pad, slice, squeeze, type Tensor2D, type Tensor3D } from "@tensorflow/tfjs-core";
import type { Network } from "qat-core";
import { normal } from "./initialise.ts";

export interface TokenEmbeddingOptions {
  readonly patches: number;
  readonly width: number;
}

/** Of initial embeddings; the choice of DeiT. */
const DEVIATION = 0.02;

/**
 * A learned class token before the patches, and a learned embedding of each position added to all of them (Dosovitskiy et
 * al. 2020, arXiv 2010.11929, eq. 1): [batch, patches, width] to [batch, 1 + patches, width]. Its parameters are
 * `<name>/class` [1, width] and `<name>/positions` [1 + patches, width], always float. To a recipe they are biases: DeiT lets
 * neither decay.
 */
export function tokenEmbedding(name: string, { patches, width }: TokenEmbeddingOptions): Network {
  const embedding = { role: "bias", quantized: false, initialise: normal(DEVIATION) } as const;
  const classToken = { ...embedding, name: `${name}/class`, shape: [1, width] };
  const positions = { ...embedding, name: `${name}/positions`, shape: [1 + patches, width] };
  return {
    parameters: [classToken, positions],
    activations: [],
    forward(x, scope) {
      // The token is added to the first position, not joined to every example: its gradient is then a part of theirs.
      const token = pad(scope.parameter(classToken.name) as Tensor2D, [
        [0, patches],
        [0, 0],
      ]);
      const after = pad(x as Tensor3D, [
        [0, 0],
        [1, 0],
        [0, 0],
      ]);
      return add(after, expandDims(add(token, scope.parameter(positions.name)), 0));
    },
  };
}

/** What the class token has become: [batch, tokens, width] to [batch, width]. */
export function takeClassToken(): Network {
  return {
    parameters: [],
    activations: [],
    forward: (x) => squeeze(slice(x, [0, 0, 0], [-1, 1, -1]), [1]),
  };
}
