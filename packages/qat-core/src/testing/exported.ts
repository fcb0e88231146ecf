import * as tf from "@tensorflow/tfjs-core";
import type { Quantized } from "../grid/codebook.ts";
import type { WeightRule } from "../method.ts";

/** A tensor as a rule exports it, read out of the engine. */
export interface Exported {
  readonly kind: Quantized["kind"];
  /** Of the codes, or of the floats; with its type, as `int32 [3,4]`. */
  readonly form: string;
  readonly codes: readonly number[];
  /** One list of levels a row; none where floats are exported. */
  readonly codebook: readonly (readonly number[])[];
  /** The value that each code stands for, or the floats themselves. */
  readonly values: readonly number[];
}

/** Reads what a rule exports; its tensors live on. */
export function readExport(list: readonly Quantized[]): Exported[] {
  return list.map((item) => {
    if (item.kind === "float") {
      const values = Array.from(item.values.dataSync());
      return { kind: "float", form: formOf(item.values), codes: [], codebook: [], values };
    }
    const [rows, levels] = item.codebook.shape;
    const flat = Array.from(item.codebook.dataSync());
    const codebook = Array.from({ length: rows }, (_, row) => flat.slice(row * levels, (row + 1) * levels));
    const codes = Array.from(item.codes.dataSync());
    // Rows are output channels, the last axis.
    const values = codes.map((code, i) => codebook[i % rows]?.[code] ?? Number.NaN);
    return { kind: "codes", form: formOf(item.codes), codes, codebook, values };
  });
}

/** What a rule would export of these latents; nothing is left in the engine. */
export function exportOf(rule: WeightRule, latents: readonly tf.Tensor[]): readonly Exported[] {
  let exported: readonly Exported[] = [];
  tf.tidy(() => {
    exported = readExport(rule.quantize(latents));
  });
  return exported;
}

/** What is the same in two exports of the same weights: codes, levels and floats, by name. */
export function exportByName(list: readonly Exported[]): Record<string, readonly number[]> {
  return Object.fromEntries(
    list.flatMap(({ codes, codebook, values }, i) => [
      [`codes/${i}`, codes],
      [`codebook/${i}`, codebook.flat()],
      [`values/${i}`, values],
    ]),
  );
}

export function formOf({ dtype, shape }: tf.Tensor): string {
  return `${dtype} [${shape}]`;
}
