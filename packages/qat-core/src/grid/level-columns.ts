import * as tf from "@tensorflow/tfjs-core";
import type { Thresholds } from "qat-ops";
import type { Ties } from "./grid.ts";

/** Whether a weight half way between levels k and k + 1 stays below: where ties go to even codes, and k is even. */
function staysBelow(ties: Ties): (k: number) => boolean {
  return (k) => ties === "even" && k % 2 === 0;
}

/**
 * The levels of many codebooks in a handful of calls, each level to broadcast against weights: a scalar, or [channels] where
 * the codebook has a row for each.
 * @param codebooks [rows, levels], at least one level
 * @returns of each codebook its levels, ascending
 */
export function levelColumns(codebooks: readonly tf.Tensor2D[]): tf.Tensor[][] {
  return inOneTable(codebooks, (table) => table);
}

/**
 * Where the nearest level changes: half way between neighbours, as `levelColumns` in form.
 * @param codebooks [rows, levels], ascending in each row, at least one level
 */
export function midpoints(codebooks: readonly tf.Tensor2D[], ties: Ties = "up"): Thresholds[] {
  return inOneTable(codebooks, halfWay).map((at) => ({ at, strict: staysBelow(ties) }));
}

/** The columns of tables that are made of codebooks: those of one row each and of one length are stacked first. */
function inOneTable(codebooks: readonly tf.Tensor2D[], make: (codebook: tf.Tensor2D) => tf.Tensor2D): tf.Tensor[][] {
  const [first] = codebooks;
  const alike = first?.shape[0] === 1 && codebooks.every(({ shape }) => tf.util.arraysEqual(shape, first.shape));
  if (!alike) return codebooks.map((codebook) => columns(make(codebook)));
  const table = make(codebooks.length === 1 ? first : tf.concat<tf.Tensor2D>([...codebooks], 0));
  const count = table.shape[1];
  const all = count === 0 ? [] : scalars(table);
  return codebooks.map((_, i) => all.slice(i * count, (i + 1) * count));
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
