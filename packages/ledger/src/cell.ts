import { z } from "zod";

/** One point of a suite's matrix: what is trained once, with one seed, and leaves one record. */
export const cellSchema = z.strictObject({
  /** `ste`, or `ste/lsq` for a named variant. */
  variant: z.string(),
  task: z.string(),
  track: z.enum(["controlled", "as-published"]),
  /** Share of the task's full training, in (0, 1] or above for longer ones. */
  budget: z.number().positive(),
  /** `split`: without the examples that are held out for validation; `full`: on all that are published for training. */
  trainOn: z.enum(["split", "full"]),
  /** `w2a32` */
  precision: z.string(),
  /** The repetition: names the seeds of initial weights, data order and augmentation. */
  seed: z.int().nonnegative(),
  /** Where it trains: the engine's kind. */
  device: z.enum(["native", "wasm", "webgpu"]),
});

export type Cell = z.infer<typeof cellSchema>;

/** How a cell is written in tables, logs and on the command line: `ste lenet5-mnist w2a32 seed 1`. */
export function describeCell(cell: Cell): string {
  return `${cell.variant} ${cell.task} ${cell.precision} seed ${cell.seed}`;
}
