import type { CompletedRecord, LatentMap } from "qat-ledger";
import type { MapRowView, MapView, SeriesStyle } from "./chart-types.ts";
import { formatNumber } from "./format.ts";
import { describePrecision } from "./precision.ts";
import { thin } from "./thin.ts";

type Point = [number, number];

const maximumRows = 31;
/** More levels than this are a ramp to the eye: no guide is drawn. */
const maximumLevels = 16;
/** From which share of neighbours at which the live weight falls a map is scattered: maps that are functions rise. */
const scatteredFalls = 0.1;
/** A fall, or a jump, is at least that share of the whole range. */
const smallest = 0.02;
/** A jump is that many times as high as what it lies between. */
const jump = 4;

/** What latent weights become, without any gradient, at each recorded moment. Null where the record has none. */
export function viewLatentMaps(
  { latentMap }: CompletedRecord,
  precision: string,
  style: SeriesStyle,
): MapRowView | null {
  const points = latentMap.flatMap((moment) => moment.points);
  if (points.length === 0) return null;
  const outermost = Math.max(...points.flat().map(Math.abs));
  const levels = levelsOf(latentMap);
  return {
    precision,
    gloss: describePrecision(precision),
    charts: latentMap.map((moment): MapView => {
      const scattered = isScattered(moment.points);
      const title = nameMoment(moment.progress);
      return {
        title,
        label: `${precision}, ${title}: live weight against latent weight, ${describeMap(moment, scattered)}`,
        style,
        domain: [-outermost, outermost],
        levels,
        scattered,
        pieces: scattered ? [moment.points] : pieces(moment.points),
      };
    }),
    table: tabulate(latentMap, precision),
  };
}

/** `at the start`, `after 25 %`, `exported` */
function nameMoment(progress: number): string {
  if (progress === 0) return "at the start";
  return progress === 1 ? "exported" : `after ${Math.round(progress * 100)}\u00a0%`;
}

/** The distinct live weights at the end. */
function levelsOf(latentMap: readonly LatentMap[]): number[] {
  const end = latentMap.find(({ progress }) => progress === 1);
  const levels = [...new Set(end?.points.map(([, live]) => live))].sort((a, b) => a - b);
  return levels.length > maximumLevels ? [] : levels;
}

function isScattered(points: readonly Point[]): boolean {
  const rises = risesOf(points);
  const least = smallest * rangeOf(points);
  return rises.filter((rise) => rise < -least).length > scatteredFalls * rises.length;
}

/** Cut where the map jumps: a rise far higher than those beside it. */
function pieces(points: readonly Point[]): Point[][] {
  const rises = risesOf(points).map(Math.abs);
  const least = smallest * rangeOf(points);
  const cuts = rises.flatMap((rise, i) =>
    rise > least && rise > jump * Math.max(rises[i - 1] ?? 0, rises[i + 1] ?? 0) ? [i + 1] : [],
  );
  return [0, ...cuts].map((from, i) => points.slice(from, cuts[i] ?? points.length));
}

function risesOf(points: readonly Point[]): number[] {
  return points.slice(1).map(([, live], i) => live - (points[i] as Point)[1]);
}

function rangeOf(points: readonly Point[]): number {
  const live = points.map(([, value]) => value);
  return Math.max(...live) - Math.min(...live);
}

function describeMap({ points }: LatentMap, scattered: boolean): string {
  const distinct = new Set(points.map(([, live]) => live)).size;
  if (scattered) return "scattered.";
  if (points.every(([latent, live]) => latent === live)) return "the same.";
  return distinct <= maximumLevels
    ? `${distinct} levels.`
    : `from ${formatNumber(Math.min(...points.map(([, live]) => live)))} to ${formatNumber(Math.max(...points.map(([, live]) => live)))}.`;
}

function tabulate(latentMap: readonly LatentMap[], precision: string): MapRowView["table"] {
  const latents = latentMap[0]?.points.map(([latent]) => latent) ?? [];
  const columns = latentMap.map(({ points }) => new Map(points));
  const shown = thin(latents, maximumRows);
  return {
    caption: `Live weights, ${precision}, of ${shown.length} of ${latents.length} latent weights (the record has all)`,
    columns: ["Latent weight", ...latentMap.map(({ progress }) => nameMoment(progress))],
    rows: shown.map((latent) => ({
      head: formatNumber(latent),
      values: columns.map((values) => {
        const live = values.get(latent);
        return live === undefined ? "\u2013" : formatNumber(live);
      }),
    })),
  };
}
