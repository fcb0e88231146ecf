import { reshape } from "@tensorflow/tfjs-core";
import type { Network } from "qat-core";

/** [batch, ...] to [batch, features], rows first, channels last. */
export function flatten(): Network {
  return {
    parameters: [],
    activations: [],
    forward: (x) => reshape(x, [x.shape[0] ?? 1, x.size / (x.shape[0] ?? 1)]),
  };
}
