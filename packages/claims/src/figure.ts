import type { CompletedRecord, Curve } from "qat-ledger";
import { mean } from "qat-stats";
import type { Figure } from "./claim.ts";

/** A figure as a record has it, or why the record has none. */
export type FigureValue =
  | {
      readonly value: number;
      /** `%`, or nothing. */
      readonly unit: string;
      /** What must be equal in two records for their figures to be compared. */
      readonly basis: string;
    }
  | { readonly missing: string };

/** What a figure is, in words: `accuracy`, `last "sign changes"`. */
export function describeFigure(figure: Figure, metric: string): string {
  switch (figure.of) {
    case "metric":
      return metric;
    case "curve":
      return `${figure.take === "last" ? "last" : "mean"} ${quote(figure.curve)}`;
    case "distance":
      return `distance of ${quote(figure.curve)} from ${quote(figure.to)}`;
    case "flatness":
      return "rise of the loss under weight perturbation";
  }
}

/** Reads a figure from a record. Pure. */
export function figureOf(record: CompletedRecord, figure: Figure): FigureValue {
  switch (figure.of) {
    case "metric": {
      const { name, unit, value } = record.metric;
      return { value, unit, basis: `${name} in ${unit}` };
    }
    case "curve":
      return ofCurve(record, figure.curve, (points) =>
        figure.take === "last" ? (points.at(-1)?.[1] ?? Number.NaN) : meanOverTraining(points),
      );
    case "distance":
      return ofCurve(record, figure.curve, (points) =>
        ofCurve(record, figure.to, (others) => relativeDistance(points, others)),
      );
    case "flatness": {
      if (record.flatness === null) return { missing: "its flatness was not measured" };
      const { radius, rise, draws, examples } = record.flatness;
      return { value: rise, unit: "", basis: `radius ${radius}, ${draws} draws, ${examples} examples` };
    }
  }
}

type Points = Curve["points"];

function ofCurve(
  { curves }: CompletedRecord,
  name: string,
  compute: (points: Points) => number | FigureValue,
): FigureValue {
  const curve = curves.find((candidate) => candidate.name === name);
  if (curve === undefined || curve.points.length === 0) {
    const known = curves.map((candidate) => quote(candidate.name)).join(", ");
    return { missing: `its record has no curve ${quote(name)} (it has ${known === "" ? "none" : known})` };
  }
  const result = compute(curve.points);
  return typeof result === "number" ? { value: result, unit: "", basis: name } : result;
}

/** The mean of a curve over the steps that it spans, straight between its points, which need not be equally far apart. */
function meanOverTraining(points: Points): number {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return Number.NaN;
  const span = last[0] - first[0];
  if (span === 0) return mean(points.map(([, value]) => value));
  const areas = points.slice(1).map(([step, value], i) => {
    const [before, valueBefore] = points[i] as [number, number];
    return ((step - before) * (value + valueBefore)) / 2;
  });
  return areas.reduce((sum, area) => sum + area, 0) / span;
}

/** mean |K - R| / mean R over the steps at which both curves have a point. */
function relativeDistance(curve: Points, target: Points): number | FigureValue {
  const targetAt = new Map(target);
  const pairs = curve.flatMap(([step, value]) => {
    const other = targetAt.get(step);
    return other === undefined ? [] : [[value, other] as const];
  });
  if (pairs.length === 0) return { missing: "the two curves have no step in common" };
  const level = mean(pairs.map(([, other]) => other));
  if (!(level > 0)) return { missing: `the mean of the second curve is ${level}, and a distance is relative to it` };
  return mean(pairs.map(([value, other]) => Math.abs(value - other))) / level;
}

function quote(name: string): string {
  return `"${name}"`;
}
