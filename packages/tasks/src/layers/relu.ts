import type { Network } from "qat-core";
import { relu as rectify } from "qat-ops";

/** ReLU, max(x, 0), whose output stays float whatever the precision. */
export function relu(): Network {
  return { parameters: [], activations: [], forward: (x) => rectify(x) };
}
