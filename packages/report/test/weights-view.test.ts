import { describe, expect, test } from "vitest";
import { simplified } from "../src/draw/simplified.ts";
import type { SeriesStyle } from "../src/view/chart-types.ts";
import { viewLatentMaps } from "../src/view/latent-maps.ts";
import { pairQuantities, splitUnit } from "../src/view/quantities.ts";
import { thin } from "../src/view/thin.ts";
import { viewWeightRidges } from "../src/view/weight-ridges.ts";
import * as make from "./records.ts";
import { bell, makeHistograms, makeLatentMap, noisy, steeper } from "./weights.ts";

const style: SeriesStyle = { id: "swatch-ste", colour: "var(--series-1)", dash: null, symbol: "circle" };

const record = (change: Parameters<typeof make.completed>[2]) => make.completed(make.makeCell(), 98, change);

describe("maps of latent weights", () => {
  const mapsOf = (becomes: (latent: number, progress: number) => number) =>
    viewLatentMaps(record({ latentMap: makeLatentMap(becomes) }), "w2a32", style);

  test("have a chart a moment, on the axes of all", () => {
    const maps = mapsOf(steeper);
    expect(maps?.charts.map(({ title }) => title)).toEqual([
      "at the start",
      "after 25\u00a0%",
      "after 50\u00a0%",
      "after 75\u00a0%",
      "exported",
    ]);
    for (const { domain, levels } of maps?.charts ?? []) {
      expect(domain).toEqual([-1.5, 1.5]);
      expect(levels).toEqual([-1, 1]);
    }
  });

  test("are cut at a jump, and nowhere on a slope", () => {
    const [start, , , hard] = mapsOf(steeper)?.charts ?? [];
    expect(start?.pieces).toHaveLength(1);
    expect(hard?.pieces).toHaveLength(2);
    // Latents below zero, and zero with those above it.
    expect(hard?.pieces.map((piece) => piece.length)).toEqual([60, 61]);
    // Between two levels, one slanted piece each: (u + lambda Q(u)) / (1 + lambda).
    const relaxed = mapsOf((u) => (u + 4 * Math.round(u)) / 5);
    expect(relaxed?.charts[0]?.pieces).toHaveLength(4);
    expect(relaxed?.charts[0]?.pieces.flat()).toHaveLength(121);
  });

  test("are scattered where neighbours fall as well as rise, and only there", () => {
    expect(mapsOf(noisy)?.charts.map(({ scattered }) => scattered)).toEqual([true, true, true, true, false]);
    expect(mapsOf(steeper)?.charts.some(({ scattered }) => scattered)).toBe(false);
    expect(mapsOf(() => 0)?.charts.some(({ scattered }) => scattered)).toBe(false);
  });

  test("say in words what they show", () => {
    const label = (becomes: (latent: number, progress: number) => number) => mapsOf(becomes)?.charts[0]?.label;
    expect(label((u) => u)).toBe("w2a32, at the start: live weight against latent weight, the same.");
    expect(label((u) => Math.sign(u))).toContain("3 levels.");
    expect(label((u) => 2 * u)).toContain("from \u22123 to 3.");
    expect(label(noisy)).toContain("scattered.");
  });

  test("have a table of some latents, with the first and the last", () => {
    const table = mapsOf((u, progress) => u * (1 + progress))?.table;
    expect(table?.caption).toBe("Live weights, w2a32, of 31 of 121 latent weights (the record has all)");
    expect(table?.rows[0]).toEqual({
      head: "\u22121.5",
      values: ["\u22121.5", "\u22121.875", "\u22122.25", "\u22122.625", "\u22123"],
    });
    expect(table?.rows.at(-1)?.head).toBe("1.5");
  });

  test("have no guides where levels are too many to be told apart", () => {
    expect(mapsOf((u) => Math.round(u * 8) / 8)?.charts[0]?.levels).toEqual([]);
  });

  test("are none in a record without", () => {
    expect(viewLatentMaps(record({ latentMap: [] }), "w2a32", style)).toBeNull();
  });
});

describe("histograms of weights", () => {
  const signs = (bin: number) => (bin === 20 || bin === 39 ? 300 : 0);

  test("are outlines over the baseline, as shares of the fullest bin", () => {
    const [first] = makeHistograms(signs);
    if (first === undefined) throw new Error("no histogram");
    const small = { ...first, lowest: -2, highest: 2, latent: [1, 2, 4, 1], live: [0, 3, 3, 0] };
    const ridges = viewWeightRidges(record({ histograms: [small] }), "w1a32", style)?.ridges;
    // Bins are one wide: latents join the middles, live weights are steps, without what lies amid a level stretch.
    expect(ridges?.[0]?.latent).toEqual([[-2, 0], [-1.5, 0.25], [-0.5, 0.5], [0.5, 1], [1.5, 0.25], [2, 0]]); // biome-ignore format: points
    expect(ridges?.[0]?.live).toEqual([[-2, 0], [-1, 0], [-1, 1], [1, 1], [1, 0], [2, 0]]); // biome-ignore format: points
  });

  test("are shown about a tenth of training apart, with the first and the last", () => {
    const histograms = [0, 20, 60, 80, 100, 120, 160, 180, 240, 280, 320, 350, 360, 390, 400].flatMap((step) =>
      makeHistograms(signs)
        .slice(0, 1)
        .map((histogram) => ({ ...histogram, step })),
    );
    const ridges = viewWeightRidges(record({ histograms }), "w1a32", style)?.ridges;
    // Nearest to 40 are 20 and 60, of which the first; 200 has 180.
    expect(ridges?.map(({ name }) => name.replace("\u00a0", ""))).toEqual([
      "0%",
      "5%",
      "20%",
      "30%",
      "40%",
      "45%",
      "60%",
      "70%",
      "80%",
      "90%",
      "100%",
    ]);
  });

  test("are one a moment where live weights are the latent ones throughout", () => {
    const same = viewWeightRidges(record({ histograms: makeHistograms(bell) }), "w1a32", style);
    expect(same?.ridges.every(({ live }) => live === null)).toBe(true);
    expect(same?.table.columns).toEqual(["Training", "Weights: fullest bin", "Weights: bins in use"]);
    const later = makeHistograms((bin, progress) => (progress < 1 ? bell(bin) : signs(bin)));
    const ridges = viewWeightRidges(record({ histograms: later }), "w1a32", style)?.ridges;
    expect(ridges?.every(({ live }) => live !== null)).toBe(true);
  });

  test("have a table of how far weights have gathered", () => {
    const view = viewWeightRidges(record({ histograms: makeHistograms(signs) }), "w1a32", style);
    // 300 of 600 in bin 20, whose middle is -3 + 20.5 / 10.
    expect(view?.table.rows[0]?.values.slice(1)).toEqual(["50\u00a0% at \u22120.95", "2"]);
    expect(view?.table.rows.map(({ head }) => head)).toHaveLength(11);
    expect(view?.label).toContain("At first live weights fill 2 bins, at the end 2.");
  });

  test("are none in a record without, and no share of nothing", () => {
    expect(viewWeightRidges(record({ histograms: [] }), "w1a32", style)).toBeNull();
    const empty = makeHistograms(() => 0);
    expect(viewWeightRidges(record({ histograms: empty }), "w1a32", style)?.table.rows[0]?.values.slice(1)).toEqual([
      "\u2013",
      "0",
    ]);
  });
});

describe("names of quantities", () => {
  test("join what is steered to its target, whichever comes first", () => {
    expect(pairQuantities(["rate", "target x", "x"])).toEqual([["rate"], ["x", "target x"]]);
    expect(pairQuantities(["target x", "targeted"])).toEqual([["target x"], ["targeted"]]);
  });

  test("end in their unit, where they have one", () => {
    expect(splitUnit("step (rms)")).toEqual({ title: "step", unit: "rms" });
    expect(splitUnit("f(x)")).toEqual({ title: "f(x)", unit: null });
    expect(splitUnit("lambda")).toEqual({ title: "lambda", unit: null });
  });
});

test("thinning keeps the first and the last, evenly between", () => {
  expect(thin([0, 1, 2, 3, 4, 5, 6], 4)).toEqual([0, 2, 4, 6]);
  expect(thin([0, 1], 4)).toEqual([0, 1]);
});

describe("a simplified line", () => {
  test("keeps its corners, and drops what lies between them", () => {
    const corner = [0, 1, 2, 3, 4, 5, 6].map((x): [number, number] => [x, Math.max(0, x - 3)]);
    expect(simplified(corner, 0.001)).toEqual([
      [0, 0],
      [3, 0],
      [6, 3],
    ]);
    expect(simplified([], 1)).toEqual([]);
    expect(simplified([[1, 2]], 1)).toEqual([[1, 2]]);
  });

  test("stays within the tolerance of every point, of a slow curve too", () => {
    const curve = Array.from({ length: 121 }, (_, x): [number, number] => [x, x ** 2 / 14400]);
    const line = simplified(curve, 0.002);
    expect(line.length).toBeLessThan(20);
    for (const [x, y] of curve) {
      const right = line.findIndex(([at]) => at >= x);
      const [x1 = 0, y1 = 0] = line[right] ?? [];
      const [x0 = 0, y0 = 0] = line[right - 1] ?? [x1 - 1, y1];
      expect(Math.abs(y0 + ((y1 - y0) * (x - x0)) / (x1 - x0) - y)).toBeLessThanOrEqual(0.002 + 1e-12);
    }
  });
});
