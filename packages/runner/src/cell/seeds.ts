import { seedFrom } from "qat-core";
import type { Cell } from "qat-ledger";

/**
 * The seeds of a repetition, each from its names. Method and precision are not among them: every method sees the same
 * initial weights, data order, split and augmentation.
 */
export interface Seeds {
  readonly split: number;
  readonly initial: number;
  readonly order: number;
  /** Of what the method draws itself. */
  readonly method: number;
  augmentation(step: number): number;
  /** As the record keeps them: the roots that the others are derived from. */
  readonly record: Readonly<Record<string, number>>;
}

export function seedsOf({ task, seed }: Pick<Cell, "task" | "seed">): Seeds {
  const root = (purpose: string) => seedFrom("qat-bench", task, seed, purpose);
  const record = {
    split: root("split"),
    initial: root("initial"),
    order: root("order"),
    augmentation: root("augmentation"),
    method: root("method"),
  };
  return {
    record,
    ...record,
    augmentation: (step) => seedFrom(record.augmentation, step),
  };
}
