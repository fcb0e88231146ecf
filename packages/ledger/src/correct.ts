/** Bytes that hold a bit for each example. */
export function correctBytes(examples: number): number {
  return Math.ceil(examples / 8);
}

/**
 * Which test examples a network has right, in the order of the published files; null where its record does not say.
 * Example i is bit i mod 8, the lowest first, of byte floor(i / 8).
 * @param record `correct` as base64
 */
export function correctOf(record: {
  readonly correct: string | null;
  readonly metric: { readonly examples: number };
}): boolean[] | null {
  if (record.correct === null) return null;
  const bytes = Buffer.from(record.correct, "base64");
  return Array.from({ length: record.metric.examples }, (_, i) => (((bytes[i >> 3] ?? 0) >> (i & 7)) & 1) === 1);
}
