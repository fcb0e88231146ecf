import type { CompletedRecord, WeightHistogram } from "qat-ledger";
import type { RidgesView, RidgeView, SeriesStyle } from "./chart-types.ts";
import { formatNumber } from "./format.ts";
import { describePrecision } from "./precision.ts";

type Point = [number, number];

/** Moments are shown a tenth of training apart; more leave no room for each. */
const parts = 10;

/** How the weights lay over training, one ridge a moment. Null where the record has none. */
export function viewWeightRidges(record: CompletedRecord, precision: string, style: SeriesStyle): RidgesView | null {
  const { histograms, steps } = record;
  const shown = spread(histograms, steps);
  const [first] = shown;
  if (first === undefined) return null;
  const isOne = histograms.every(({ latent, live }) => latent.join() === live.join());
  const live = isOne ? "Weights" : "Live";
  const nameOf = ({ step }: WeightHistogram) => `${steps === 0 ? 0 : Math.round((100 * step) / steps)}\u00a0%`;
  return {
    precision,
    gloss: describePrecision(precision),
    label: `Weights over training, ${precision}: ${shown.length} histograms${isOne ? "" : " of latent and live weights"}. ${describeEnds(shown, isOne)}`,
    style,
    domain: [first.lowest, first.highest],
    ridges: shown.map(
      (histogram): RidgeView => ({
        name: nameOf(histogram),
        latent: silhouette(histogram),
        live: isOne ? null : outline(histogram),
      }),
    ),
    table: {
      caption: `Weights over training, ${precision}, bins in root mean squares of their tensor's latent weights`,
      columns: ["Training", ...(isOne ? [] : ["Latent: fullest bin"]), `${live}: fullest bin`, `${live}: bins in use`],
      rows: shown.map((histogram) => ({
        head: nameOf(histogram),
        values: [
          ...(isOne ? [] : [describeFullest(histogram, "latent")]),
          describeFullest(histogram, "live"),
          String(inUse(histogram.live)),
        ],
      })),
    },
  };
}

/** The histogram that is nearest to each tenth of training. */
function spread(histograms: readonly WeightHistogram[], steps: number): WeightHistogram[] {
  const [first, ...others] = histograms;
  if (first === undefined) return [];
  const nearest = Array.from({ length: parts + 1 }, (_, part) => {
    const distance = ({ step }: WeightHistogram) => Math.abs(step - (part * steps) / parts);
    return others.reduce((best, other) => (distance(other) < distance(best) ? other : best), first);
  });
  return [...new Set(nearest)];
}

/** From the baseline over the middle of every bin back to it, as a share of the fullest bin. */
function silhouette({ lowest, highest, latent }: WeightHistogram): Point[] {
  const width = (highest - lowest) / latent.length;
  const fullest = Math.max(1, ...latent);
  const middles = latent.map((count, i): Point => [lowest + (i + 0.5) * width, count / fullest]);
  return straightened([[lowest, 0], ...middles, [highest, 0]]);
}

/** The steps of a histogram, as a share of the fullest bin. */
function outline({ lowest, highest, live }: WeightHistogram): Point[] {
  const width = (highest - lowest) / live.length;
  const fullest = Math.max(1, ...live);
  const steps = live.flatMap((count, i): Point[] => [
    [lowest + i * width, count / fullest],
    [lowest + (i + 1) * width, count / fullest],
  ]);
  return straightened([[lowest, 0], ...steps, [highest, 0]]);
}

/** Without the points amid a level stretch. */
function straightened(points: readonly Point[]): Point[] {
  return points.filter(([, y], i) => y !== points[i - 1]?.[1] || y !== points[i + 1]?.[1]);
}

function describeFullest({ lowest, highest, ...counts }: WeightHistogram, of: "latent" | "live"): string {
  const bins = counts[of];
  const total = bins.reduce((sum, count) => sum + count, 0);
  if (total === 0) return "\u2013";
  const fullest = bins.indexOf(Math.max(...bins));
  const middle = lowest + ((fullest + 0.5) * (highest - lowest)) / bins.length;
  return `${formatNumber((100 * (bins[fullest] as number)) / total)}\u00a0% at ${formatNumber(middle)}`;
}

function inUse(counts: readonly number[]): number {
  return counts.filter((count) => count > 0).length;
}

function describeEnds(shown: readonly WeightHistogram[], isOne: boolean): string {
  const of = isOne ? "the weights" : "live weights";
  const bins = shown.map(({ live }) => inUse(live));
  return `At first ${of} fill ${bins[0]} bins, at the end ${bins.at(-1)}.`;
}
