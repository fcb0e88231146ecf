import * as tf from "@tensorflow/tfjs-core";
import { type ExportedNetwork, type ExportedTensor, levelsOf, unpackCodes } from "qat-core";

/** Every tensor of an exported network, from its codes and codebooks alone; the caller disposes them. */
export function rebuild(exported: ExportedNetwork): Map<string, tf.Tensor> {
  return new Map(exported.tensors.map((tensor) => [tensor.name, tf.tidy(() => rebuildTensor(tensor))]));
}

function rebuildTensor(tensor: ExportedTensor): tf.Tensor {
  if (tensor.kind === "float") return tf.tensor(tensor.values, [...tensor.shape]);
  const { levels } = tensor.codes;
  const codes = tf.tensor(unpackCodes(tensor.codes), [...tensor.shape], "int32");
  return levelsOf(codes, tf.tensor2d(tensor.codebook, [tensor.codebook.length / levels, levels]));
}
