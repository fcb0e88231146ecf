import { cast, less, mul } from "@tensorflow/tfjs-core";
import type { Network } from "qat-core";

/**
 * Dropout (Srivastava et al. 2014, JMLR 15), inverted: in training each value is 0 with probability `rate`, else divided by
 * 1 - rate, so that its mean stays; elsewhere nothing changes.
 * @param name of the place, which the noise depends on: every method drops the same
 * @param rate from 0, at which nothing is dropped, to below 1
 */
export function dropout(name: string, rate: number): Network {
  return {
    parameters: [],
    activations: [],
    forward(x, scope) {
      if (!scope.training || rate === 0) return x;
      // Noise is uniform in [-1, 1): a share of 1 - rate of it lies below.
      const kept = less(scope.noise(name, x.shape), 1 - 2 * rate);
      return mul(x, mul(cast(kept, "float32"), 1 / (1 - rate)));
    },
  };
}
