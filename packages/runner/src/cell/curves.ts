import type { Curve, WeightHistogram } from "qat-ledger";

/** Points of a curve, and histograms, that are kept at most, as the record allows. */
const maximumPoints = 200;
const maximumHistograms = 20;

/**
 * Curves over training, by name, and the weights' histograms on the way. Where either grows too long, every second is kept,
 * its first and last among them. A value that is not finite is a gap: JSON, which records are, has none.
 */
export interface Curves {
  add(name: string, step: number, value: number): void;
  addHistogram(histogram: WeightHistogram): void;
  all(): Recorded;
}

export interface Recorded {
  readonly curves: Curve[];
  readonly histograms: WeightHistogram[];
}

/** @param before what a checkpoint kept */
export function startCurves(before?: { readonly [part in keyof Recorded]: Readonly<Recorded[part]> }): Curves {
  const curves = new Map(before?.curves.map(({ name, points }) => [name, [...points]]));
  const histograms = [...(before?.histograms ?? [])];
  return {
    add(name, step, value) {
      if (!Number.isFinite(value)) return;
      const points = curves.get(name) ?? [];
      curves.set(name, points);
      append(points, [step, value], maximumPoints);
    },
    addHistogram: (histogram) => append(histograms, histogram, maximumHistograms),
    all: () => ({
      curves: [...curves].map(([name, points]) => ({ name, points: [...points] })),
      histograms: [...histograms],
    }),
  };
}

function append<T>(list: T[], item: T, maximum: number): void {
  if (list.length === maximum) list.splice(0, maximum, ...list.filter((_, i) => i % 2 === 0 || i === maximum - 1));
  list.push(item);
}
