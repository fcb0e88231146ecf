import {
  type ChartView,
  capitalize,
  type FigureView,
  isBetter,
  type Naming,
  type SeriesView,
  scoreAxis,
} from "qat-report/parts";
import type { Contest } from "../model/contest.ts";
import type { Ranking, Standing } from "../model/standing.ts";

/** A standing that has a figure. */
type Scored = Standing & { readonly mean: number };

/**
 * The metric against the precision: means as marks with their intervals, the best mean of each precision that none of fewer
 * bits reaches as a broad line, the float network as a level. The ranking beside it is its table.
 */
export function viewAgainstBits(contest: Contest, rankings: readonly Ranking[], naming: Naming): FigureView {
  const { metric, reference } = contest;
  const shown = rankings.filter(({ standings }) => standings.some(({ variant }) => variant !== reference));
  const categories = shown.map(({ precision }) => precision);
  const scored = shown.map(({ standings }) => standings.filter(isScored));
  const variants = [...new Set(scored.flat().map(({ variant }) => variant))].sort();
  const series = variants.map((variant): SeriesView => {
    const own = scored.flatMap((standings, place) =>
      standings.filter((standing) => standing.variant === variant).map((standing) => ({ standing, place })),
    );
    return {
      name: naming.titleOf(variant),
      style: naming.styles.of(variant),
      points: own.map(({ standing, place }) => [place, standing.mean]),
      marked: true,
      intervals: own.flatMap(({ standing: { interval }, place }): [number, number, number][] =>
        interval === null ? [] : [[place, interval.low, interval.high]],
      ),
      published: [],
    };
  });
  const float = rankings.flatMap(({ standings }) => standings).find(({ variant }) => variant === reference);
  const rule =
    float === undefined || float.mean === null || reference === null
      ? null
      : { name: `${naming.titleOf(reference)} (${float.precision})`, value: float.mean };
  const name = metric?.name ?? "score";
  return {
    id: `${contest.id}-bits`,
    title: `${capitalize(name)} against bits`,
    note: "Marks are means over seeds, upright lines their 95 % intervals. The broad pale line is the front: what no mean of as few bits beats.",
    legend: series.map(({ name, style }) => ({ name, swatch: style.id })),
    charts:
      metric === null || series.length === 0
        ? []
        : [
            {
              title: "Each mark is a mean over seeds",
              label: `${name} of ${series.length} variants at ${categories.join(", ")}; the ranking has every value.`,
              x: { label: "precision", categories },
              y: scoreAxis(
                metric,
                [...scored.flat().map(({ mean }) => mean), ...(rule === null ? [] : [rule.value])],
                scored
                  .flat()
                  .flatMap(({ interval }) => (interval === null ? [] : [[interval.low, interval.high] as const])),
              ),
              series,
              rule,
              front: frontAlong(scored, metric),
              wide: true,
              table: null,
            },
          ],
  };
}

function isScored(standing: Standing): standing is Scored {
  return standing.mean !== null;
}

/** From few bits to many, ever better; one point alone is no line. */
function frontAlong(
  scored: readonly (readonly Scored[])[],
  metric: NonNullable<Contest["metric"]>,
): ChartView["front"] {
  const front: ChartView["front"] = [];
  for (const [place, standings] of scored.entries()) {
    const [first] = standings;
    const last = front.at(-1);
    if (first !== undefined && (last === undefined || isBetter(metric, first.mean, last[1])))
      front.push([place, first.mean]);
  }
  return front.length < 2 ? [] : front;
}
