import * as tf from "@tensorflow/tfjs-core";
import type { ActivationQuantizer, Carried, ExportedNetwork, Scope } from "qat-core";

/**
 * A forward pass of an exported network: tensors as they were rebuilt, activations through their exported quantizers.
 * @param carried from one batch of the pass to the next
 */
export function judgedScope(
  tensors: ReadonlyMap<string, tf.Tensor>,
  quantizers: ExportedNetwork["activations"],
  { carried, carry }: Carried,
): Scope {
  const exportedTensor = (name: string) => {
    const tensor = tensors.get(name);
    if (!tensor) throw new Error(`the exported network has no tensor ${name}`);
    return tensor;
  };
  return {
    training: false,
    parameter: exportedTensor,
    statistic: exportedTensor,
    update: () => {},
    carried,
    carry,
    noise(name) {
      throw new Error(`the layer ${name} asks for noise outside of training`);
    },
    activation(name, x) {
      const quantizer = quantizers[name];
      return quantizer ? quantizeActivation(x, quantizer) : x;
    },
  };
}

function quantizeActivation(x: tf.Tensor, { scale, offset, levels }: ActivationQuantizer): tf.Tensor {
  return tf.mul(tf.clipByValue(tf.round(tf.div(x, scale)), offset, offset + levels - 1), scale);
}
