import type { Network } from "qat-core";
import { bias } from "../layers/bias.ts";
import { convolution } from "../layers/convolution.ts";
import { dense } from "../layers/dense.ts";
import { flatten } from "../layers/flatten.ts";
import { fanInNormal } from "../layers/initialise.ts";
import { maxPool } from "../layers/max-pool.ts";
import { rectifier } from "../layers/rectifier.ts";
import { sequence } from "../layers/sequence.ts";

const quantized = true;

/** Max pooling makes activations grow: at heNormal's gain the first loss is up to three times that of a guess. */
const smallLogits = fanInNormal(0.5);

/**
 * LeNet-5 (LeCun, Bottou, Bengio, Haffner 1998, Proceedings of the IEEE 86(11), doi 10.1109/5.726791, sec. II.B):
 * [batch, 28, 28, 1] to ten logits; 61,706 parameters, of which the 61,470 weights are quantized and the biases stay
 * float.
 *
 * Deviations, as in most work since: ReLU for the scaled tanh, max pooling for the trained average, every channel of the
 * second convolution connected to all of the first, logits for the radial output units.
 *
 * Pooling comes before bias, ReLU and quantizer. All three are monotonic a channel and commute with the maximum: the
 * function is the one with pooling last, on a quarter of the values.
 */
export function lenet5(): Network {
  return sequence(
    convolution("conv1", { size: 5, inputs: 1, outputs: 6, padding: "same", quantized }),
    maxPool(2),
    bias("conv1", 6),
    rectifier("conv1/relu"),
    convolution("conv2", { size: 5, inputs: 6, outputs: 16, padding: "valid", quantized }),
    maxPool(2),
    bias("conv2", 16),
    rectifier("conv2/relu"),
    flatten(),
    dense("dense1", { inputs: 400, outputs: 120, quantized }),
    bias("dense1", 120),
    rectifier("dense1/relu"),
    dense("dense2", { inputs: 120, outputs: 84, quantized }),
    bias("dense2", 84),
    rectifier("dense2/relu"),
    dense("dense3", { inputs: 84, outputs: 10, quantized, initialise: smallLogits }),
    bias("dense3", 10),
  );
}
