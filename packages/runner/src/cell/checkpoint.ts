import * as tf from "@tensorflow/tfjs-core";
import type { Training } from "qat-core";
import type { CompletedRecord, Curve, WeightHistogram } from "qat-ledger";
import { readData, writeData } from "./data-file.ts";
import type { Best } from "./plateau.ts";

/** Everything that a cell needs to go on as if it had never been stopped. */
export interface Checkpoint {
  readonly step: number;
  /** Steps before which it slowed down, and the best validation score until then. */
  readonly slowedAt: readonly number[];
  readonly best: Best;
  readonly seconds: CompletedRecord["seconds"];
  readonly curves: readonly Curve[];
  readonly histograms: readonly WeightHistogram[];
  readonly variables: Readonly<Record<string, SavedTensor>>;
}

interface SavedTensor {
  readonly shape: number[];
  readonly dtype: "float32" | "int32" | "bool";
  readonly values: Float32Array | Int32Array | Uint8Array;
}

/** Where the checkpoint of a cell lies is its key's: it can only be one of the same program on the same data. */
export async function writeCheckpoint(
  path: string,
  training: Training,
  others: Pick<Checkpoint, "best" | "seconds" | "curves" | "histograms">,
): Promise<void> {
  const saved = Object.entries(training.variables).map(async ([name, variable]) => {
    const { shape, dtype } = variable;
    return [name, { shape, dtype, values: (await variable.data()).slice() }] as const;
  });
  const variables = Object.fromEntries(await Promise.all(saved));
  await writeData(path, { step: training.step, slowedAt: training.slowedAt, ...others, variables });
}

/** The last checkpoint, or null: none was written, or it cannot be read and the cell starts over. */
export function readCheckpoint(path: string): Promise<Checkpoint | null> {
  return readData<Checkpoint>(path);
}

/** Puts a training run where the checkpoint left it. */
export function restore(training: Training, { step, slowedAt, variables }: Checkpoint): void {
  for (const [name, variable] of Object.entries(training.variables)) {
    const saved = variables[name];
    if (!saved) throw new Error(`the checkpoint has no tensor ${name}: delete it and run the cell again`);
    const value = tf.tensor(saved.values, saved.shape, saved.dtype);
    variable.assign(value);
    value.dispose();
  }
  training.resumeAt(step, slowedAt);
}
