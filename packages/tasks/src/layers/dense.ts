import { matMul, reshape } from "@tensorflow/tfjs-core";
import type { Network } from "qat-core";
import { heNormal, type Initialiser } from "./initialise.ts";

export interface DenseOptions {
  readonly inputs: number;
  readonly outputs: number;
  readonly quantized: boolean;
  /** `heNormal` where it is absent. */
  readonly initialise?: Initialiser;
}

/**
 * Matrix product without a bias of the last axis: [batch, ..., inputs] to [batch, ..., outputs]. Its parameter is
 * `<name>/kernel`, [inputs, outputs].
 */
export function dense(name: string, options: DenseOptions): Network {
  const { inputs, outputs, quantized, initialise = heNormal } = options;
  const kernel = {
    name: `${name}/kernel`,
    role: "weight",
    shape: [inputs, outputs],
    quantized,
    initialise,
  } as const;
  return {
    parameters: [kernel],
    activations: [],
    forward(x, scope) {
      const weights = scope.parameter(kernel.name);
      if (x.rank === 2) return matMul(x, weights);
      // One product of all rows: one a row of examples would have a gradient of the weights each.
      return reshape(matMul(reshape(x, [-1, inputs]), weights), [...x.shape.slice(0, -1), outputs]);
    },
  };
}
