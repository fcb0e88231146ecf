import type { Grid } from "../grid/grid.ts";
import type { Method, Variant } from "../method.ts";
import { type Precision, parsePrecision } from "../precision.ts";
import { onTrack, type Track } from "../track.ts";
import { rememberingFits } from "./remembered-fits.ts";

/** What one conformance test is about: a variant of a method, as it runs on a track at a precision. */
export interface Subject {
  readonly variant: Omit<Variant, "asPublished">;
  readonly track: Track;
  readonly precision: Precision;
  readonly grid: Grid;
}

/** What one conformance test of activations is about: the variant's rule, its own or the suite's, for one activation. */
export interface ActivationSubject {
  readonly variant: Omit<Variant, "asPublished">;
  readonly track: Track;
  readonly bits: number;
  readonly levels: number;
  readonly signed: boolean;
}

/** The precisions at which every method is tested, where it supports them. */
export const testedPrecisions: readonly Precision[] = ["w1a32", "w1.58a32", "w2a32", "w4a32", "w32a32"].map(
  parsePrecision,
);

/** The bits at which a method's activations are tested, where it supports them at any of the tested precisions. */
export const testedActivationBits: readonly number[] = [2, 3, 4, 8];

/** The tracks and tested precisions that a variant supports. */
export function subjectsOf(variant: Variant): Subject[] {
  return tracksOf(variant).flatMap((track) =>
    testedPrecisions.flatMap((precision) => {
      const entry = onTrack(variant, track, precision);
      return entry.supported ? [{ variant: entry.variant, track, precision, grid: rememberingFits(entry.grid) }] : [];
    }),
  );
}

/** The tracks, bits and signs at which a variant quantizes activations. */
export function activationSubjectsOf(variant: Variant): ActivationSubject[] {
  return tracksOf(variant).flatMap((track) =>
    testedActivationBits.flatMap((bits) => {
      const entries = testedPrecisions.map(({ name }) =>
        onTrack(variant, track, parsePrecision(name.replace("a32", `a${bits}`))),
      );
      const entry = entries.find(({ supported }) => supported);
      if (!entry?.supported) return [];
      return [false, true].map((signed) => ({ variant: entry.variant, track, bits, levels: 2 ** bits, signed }));
    }),
  );
}

function tracksOf({ asPublished }: Variant): readonly Track[] {
  return asPublished ? ["controlled", "as-published"] : ["controlled"];
}

/** `ste`, or `ste/lsq`: how a variant is called in tables and records. */
export function variantName(method: Method, variant: string): string {
  return variant === "default" ? method.name : `${method.name}/${variant}`;
}
