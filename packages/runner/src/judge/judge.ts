import * as tf from "@tensorflow/tfjs-core";
import { type ExportedNetwork, packCodes } from "qat-core";
import type { CompletedRecord } from "qat-ledger";
import type { Examples, Task } from "qat-tasks";
import { pass } from "./pass.ts";
import { rebuild } from "./rebuild.ts";

/**
 * The metric of an exported network over the first `most` examples, by default all, and which of them it has right: the
 * network is rebuilt from its codes, its activations pass through the exported quantizers, and no method has a part in it.
 */
export async function judge(
  task: Task,
  exported: ExportedNetwork,
  examples: Examples,
  most = Number.POSITIVE_INFINITY,
): Promise<Pick<CompletedRecord, "metric" | "correct">> {
  const { name, unit, direction, total: sum, correct, value } = task.metric;
  const tensors = rebuild(exported);
  const seen: number[] = [];
  const { total, count } = await pass(task, tensors, exported.activations, examples, most, correct ?? sum, (values) => {
    seen.push(...Array.from(values));
  });
  tf.dispose([...tensors.values()]);
  return {
    metric: { name, unit, direction, value: value(total, count), examples: count },
    correct: correct ? Buffer.from(packCodes(seen, 2).bytes).toString("base64") : null,
  };
}
