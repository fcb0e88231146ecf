import {
  customGrad,
  type GradSaveFunc,
  gather,
  type Rank,
  reshape,
  type Tensor,
  type Tensor1D,
  transpose,
  unsortedSegmentSum,
} from "@tensorflow/tfjs-core";
import type { Network } from "qat-core";
import { type Initialiser, uniform } from "./initialise.ts";

export interface EmbeddingOptions {
  /** Size of the vocabulary. */
  readonly words: number;
  readonly features: number;
  readonly quantized: boolean;
  /** Uniform in +-0.1 where it is absent. */
  readonly initialise?: Initialiser;
}

/**
 * A learned vector for each word: int32 [batch, steps], 0 to words - 1, to [batch, steps, features]. Its parameter is
 * `<name>/table`, [features, words], a column a word: a grid by channel gives every word levels of its own.
 */
export function embedding(name: string, options: EmbeddingOptions): Network {
  const { words, features, quantized, initialise = uniform(0.1) } = options;
  const table = { name: `${name}/table`, role: "weight", shape: [features, words], quantized, initialise } as const;
  return {
    parameters: [table],
    activations: [],
    forward(x, scope) {
      const vectors = columns(scope.parameter(table.name), reshape<Rank.R1>(x, [x.size]));
      return reshape(vectors, [...x.shape, features]);
    },
  };
}

/**
 * The columns of a table at `indices`, as rows: [features, words] and [count] to [count, features]. The gradient of a column
 * is the sum over the places that it went to; tfjs's own would transpose the table in every step.
 */
function columns(table: Tensor, indices: Tensor1D): Tensor {
  const words = table.shape[1] as number;
  const take = customGrad((from, save) => {
    (save as GradSaveFunc)([indices]);
    return {
      value: transpose(gather(from as Tensor, indices, 1)),
      gradFunc: (dy, [at]) => transpose(unsortedSegmentSum(dy, at as Tensor1D, words)),
    };
  });
  return take(table);
}
