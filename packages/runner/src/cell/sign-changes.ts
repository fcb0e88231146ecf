import type * as tf from "@tensorflow/tfjs-core";
import { type ExportedNetwork, type Network, unpackCodes } from "qat-core";

/** Share of quantized weights whose sign is not that of their initial value, as they would be exported; 0 has no sign. */
export type SignChanges = (exported: ExportedNetwork) => number;

/** @param initial values of the parameters at the start of training, which are read here */
export async function startSignChanges(
  { parameters }: Network,
  initial: ReadonlyMap<string, tf.Tensor>,
): Promise<SignChanges> {
  const quantized = parameters.filter((spec) => spec.quantized);
  const values = quantized.map(async ({ name }) => [name, await initial.get(name)?.data()] as const);
  const starts = new Map(await Promise.all(values));
  return ({ tensors }) => {
    let changed = 0;
    let count = 0;
    for (const tensor of tensors) {
      const start = starts.get(tensor.name);
      if (!start) continue;
      const value = weightOf(tensor);
      for (let i = 0; i < start.length; i++) if (value(i) * (start[i] as number) < 0) changed++;
      count += start.length;
    }
    return count === 0 ? 0 : changed / count;
  };
}

/** Any one value of an exported tensor; its last axis has a codebook each, or all share one. */
function weightOf(tensor: ExportedNetwork["tensors"][number]): (index: number) => number {
  if (tensor.kind === "float") return (i) => tensor.values[i] as number;
  const { levels } = tensor.codes;
  const codes = unpackCodes(tensor.codes);
  const rows = tensor.codebook.length / levels;
  return (i) => tensor.codebook[(i % rows) * levels + (codes[i] as number)] as number;
}
