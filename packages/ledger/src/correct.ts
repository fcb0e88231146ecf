import type { CompletedRecord } from "./record.ts";

/** Bytes of a bit an example, as base64 or not. */
export function correctBytes(examples: number): number {
  return Math.ceil(examples / 8);
}

/**
 * Which test examples a network has right, in the order of the published files; null where its record does not say.
 * Example i is bit i mod 8, the lowest first, of byte floor(i / 8).
 */
export function correctOf({ correct, metric }: Pick<CompletedRecord, "correct" | "metric">): boolean[] | null {
  if (correct === null) return null;
  const bytes = Buffer.from(correct, "base64");
  return Array.from({ length: metric.examples }, (_, i) => (((bytes[i >> 3] ?? 0) >> (i & 7)) & 1) === 1);
}
