import { matMul } from "@tensorflow/tfjs-core";
import type { Network } from "qat-core";
import { heNormal, type Initialiser } from "./initialise.ts";

export interface DenseOptions {
  readonly inputs: number;
  readonly outputs: number;
  readonly quantized: boolean;
  /** `heNormal` where it is absent. */
  readonly initialise?: Initialiser;
}

/** Matrix product without a bias: [batch, inputs] to [batch, outputs]. Its parameter is `<name>/kernel`, [inputs, outputs]. */
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
    forward: (x, scope) => matMul(x, scope.parameter(kernel.name)),
  };
}
