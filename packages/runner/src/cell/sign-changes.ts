import * as tf from "@tensorflow/tfjs-core";
import type { ExportedNetwork, Network } from "qat-core";
import { rebuild } from "../judge/rebuild.ts";

/** Share of quantized weights whose sign is not that of their initial value, as they would be exported; 0 has no sign. */
export type SignChanges = (exported: ExportedNetwork) => Promise<number>;

/** @param initial values of the parameters at the start of training, which are read here */
export async function startSignChanges(
  { parameters }: Network,
  initial: ReadonlyMap<string, tf.Tensor>,
): Promise<SignChanges> {
  const quantized = parameters.filter((spec) => spec.quantized);
  const values = quantized.map(async ({ name }) => [name, await initial.get(name)?.data()] as const);
  const starts = new Map(await Promise.all(values));
  return async (exported) => {
    const tensors = rebuild(exported);
    let changed = 0;
    let count = 0;
    for (const [name, tensor] of tensors) {
      const start = starts.get(name);
      if (!start) continue;
      const weights = await tensor.data();
      for (let i = 0; i < start.length; i++) if ((weights[i] as number) * (start[i] as number) < 0) changed++;
      count += start.length;
    }
    tf.dispose([...tensors.values()]);
    return count === 0 ? 0 : changed / count;
  };
}
