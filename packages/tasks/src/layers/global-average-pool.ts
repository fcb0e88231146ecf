import { mean } from "@tensorflow/tfjs-core";
import type { Network } from "qat-core";

/** The mean over height and width: [batch, height, width, channels] to [batch, channels]. */
export function globalAveragePool(): Network {
  return { parameters: [], activations: [], forward: (x) => mean(x, [1, 2]) };
}
