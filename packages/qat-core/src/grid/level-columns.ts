import * as tf from "@tensorflow/tfjs-core";
import type { Thresholds } from "qat-ops";
import type { Ties } from "./grid.ts";

/** A codebook's columns, each to broadcast against weights: a scalar, or [channels] where the codebook has a row for each. */
export interface LevelColumns {
  /** Ascending. */
  readonly levels: readonly tf.Tensor[];
  /** Half way between neighbouring levels: where the nearest level changes. */
  readonly midpoints: Thresholds;
}

/** Whether a weight half way between levels k and k + 1 stays below: where ties go to even codes, and k is even. */
export function staysBelow(ties: Ties): (k: number) => boolean {
  return (k) => ties === "even" && k % 2 === 0;
}

/**
 * The columns of many codebooks in a handful of calls.
 * @param codebooks [rows, levels], ascending in each row, at least one level
 */
export function levelColumns(codebooks: readonly tf.Tensor2D[], ties: Ties = "up"): LevelColumns[] {
  const strict = staysBelow(ties);
  const [first] = codebooks;
  const alike = first?.shape[0] === 1 && codebooks.every(({ shape }) => tf.util.arraysEqual(shape, first.shape));
  if (!alike) {
    return codebooks.map((each) => ({ levels: columns(each), midpoints: { at: columns(halfWay(each)), strict } }));
  }
  const count = first.shape[1];
  const stacked = codebooks.length === 1 ? first : tf.concat<tf.Tensor2D>([...codebooks], 0);
  const levels = scalars(stacked);
  const between = count === 1 ? [] : scalars(halfWay(stacked));
  return codebooks.map((_, i) => ({
    levels: levels.slice(i * count, (i + 1) * count),
    midpoints: { at: between.slice(i * (count - 1), (i + 1) * (count - 1)), strict },
  }));
}

function halfWay(codebook: tf.Tensor2D): tf.Tensor2D {
  const [rows, levels] = codebook.shape;
  const lower = tf.slice(codebook, [0, 0], [rows, levels - 1]);
  const upper = tf.slice(codebook, [0, 1], [rows, levels - 1]);
  return tf.div(tf.add(lower, upper), 2);
}

/** WebAssembly broadcasts nothing faster than scalars. */
function scalars(table: tf.Tensor2D): tf.Tensor[] {
  return tf.unstack(tf.reshape(table, [table.size]));
}

function columns(table: tf.Tensor2D): tf.Tensor[] {
  if (table.size === 0) return [];
  return table.shape[0] === 1 ? scalars(table) : tf.unstack(table, 1);
}
