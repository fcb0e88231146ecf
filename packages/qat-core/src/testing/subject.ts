import type { Grid } from "../grid/grid.ts";
import type { Method, Variant } from "../method.ts";
import { type Precision, parsePrecision } from "../precision.ts";
import { onTrack, type Track } from "../track.ts";

/** What one conformance test is about: a variant of a method, as it runs on a track at a precision. */
export interface Subject {
  readonly variant: Omit<Variant, "asPublished">;
  readonly track: Track;
  readonly precision: Precision;
  readonly grid: Grid;
}

/** The precisions at which every method is tested, where it supports them. */
export const testedPrecisions: readonly Precision[] = ["w1a32", "w1.58a32", "w2a32", "w4a32", "w32a32"].map(
  parsePrecision,
);

/** The tracks and tested precisions that a variant supports. */
export function subjectsOf(variant: Variant): Subject[] {
  const tracks: readonly Track[] = variant.asPublished ? ["controlled", "as-published"] : ["controlled"];
  return tracks.flatMap((track) =>
    testedPrecisions.flatMap((precision) => {
      const entry = onTrack(variant, track, precision);
      return entry.supported ? [{ variant: entry.variant, track, precision, grid: entry.grid }] : [];
    }),
  );
}

/** `ste`, or `ste/lsq`: how a variant is called in tables and records. */
export function variantName(method: Method, variant: string): string {
  return variant === "default" ? method.name : `${method.name}/${variant}`;
}
