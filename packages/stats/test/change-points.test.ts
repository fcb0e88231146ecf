import { describe, expect, test } from "vitest";
import { changePoints, SampleError } from "../src/index.ts";
import { normals, uniforms } from "./normals.ts";
import { fourErrors, sample, shareOf } from "./samples.ts";

describe("by hand", () => {
  // The split before the third point: means 2 and 8, pooled variance 6 / 4, t = 6 / sqrt(1.5 (1/4 + 1/2)) = sqrt(32) with
  // 4 degrees, p = 1 - (3/4) (t / 3) (1 - 32/108) = 0.004812. Of three points, a look may spend alpha / 6 on two splits.
  const points = [
    [1, 3],
    [1, 3],
    [7, 9],
  ];

  test("a step is a change point where its p is at most alpha / 12", () => {
    const t = Math.sqrt(32);
    const p = 1 - 0.75 * (t / 3) * (1 - 32 / 108);
    const [change, ...others] = changePoints(points, 12 * p + 1e-6);
    expect(change).toMatchObject({ index: 2, seenAt: 2, before: 2, after: 8 });
    expect(change?.p).toBeCloseTo(p, 10);
    expect(others).toEqual([]);
    expect(changePoints(points, 12 * p - 1e-6)).toEqual([]);
  });

  test("the search goes on from a change point as from a start", () => {
    const back = [[1, 3], [1, 3], [7, 9], [7, 9], ...Array.from({ length: 3 }, () => [1, 3])];
    const found = changePoints(back, 0.2);
    expect(found.map(({ index, seenAt }) => [index, seenAt])).toEqual([
      [2, 2],
      [4, 4],
    ]);
    expect(found.map(({ before, after }) => [before, after])).toEqual([
      [2, 8],
      [8, 2],
    ]);
  });

  test("a change that shows late is dated back to where it began", () => {
    const low = Array.from({ length: 6 }, () => [0, 2]);
    const high = Array.from({ length: 6 }, () => [3, 5]);
    // At the ninth point t = 3 / sqrt(7/6 (1/12 + 1/6)) = 5.55 with 16 degrees, p = 4e-5 under 0.05 / (9 * 64) = 9e-5;
    // at the eighth it is 4.81 with 14, p = 3e-4 above 0.05 / (8 * 49) = 1e-4.
    expect(changePoints([...low, ...high], 0.05)).toMatchObject([{ index: 6, seenAt: 8, before: 1, after: 4 }]);
  });
});

describe("values without spread", () => {
  const points = [
    [10, 10],
    [9, 9],
  ];
  test("show any step, where they are not rounded", () => {
    expect(changePoints(points, 0.001)).toEqual([{ index: 1, seenAt: 1, before: 10, after: 9, p: 0 }]);
  });
  test("show no step of one resolution: rounding alone spreads by sqrt(1/12)", () => {
    // t = 1 / sqrt(1/12 (1/2 + 1/2)) = sqrt(12) with 2 degrees: p = 1 - t / sqrt(2 + t^2) = 0.0742.
    expect(changePoints(points, 0.05, 1)).toEqual([]);
    expect(changePoints(points, 0.15, 1)[0]?.p).toBeCloseTo(1 - Math.sqrt(12 / 14), 10);
  });
  test("and without a step show nothing, however large they are", () => {
    expect(
      changePoints(
        Array.from({ length: 20 }, () => [1e9 + 0.1, 1e9 + 0.1]),
        0.5,
      ),
    ).toEqual([]);
  });
});

test("one value a point needs two on each side", () => {
  expect(changePoints([[5], [5.1], [4.9], [5], [5.1], [-90]], 0.05)).toEqual([]);
  expect(changePoints([[5], [5.1], [4.9], [5], [5.1], [-90], [-91]], 0.05)).toMatchObject([{ index: 5, seenAt: 6 }]);
});

test("no points and one have no change", () => {
  expect(changePoints([], 0.05)).toEqual([]);
  expect(changePoints([[1, 2]], 0.05)).toEqual([]);
});

/** Thirty nights of three seeds that fall by two deviations at the fifteenth. */
function falling(seed: number, fall = 2, seeds = 3): number[][] {
  const draw = normals(seed);
  return Array.from({ length: 30 }, (_, night) => sample(seeds, () => draw() - (night < 15 ? 0 : fall)));
}

describe("properties", () => {
  test("what is found of the first nights stays, whatever comes later", () => {
    for (let seed = 0; seed < 20; seed++) {
      const points = falling(seed);
      const whole = changePoints(points, 0.2);
      for (let nights = 0; nights <= points.length; nights++) {
        const early = whole.filter(({ seenAt }) => seenAt < nights);
        const found = changePoints(points.slice(0, nights), 0.2);
        expect(found.map(({ index, seenAt }) => [index, seenAt])).toEqual(early.map((c) => [c.index, c.seenAt]));
      }
    }
  });

  test("another unit, origin or direction changes no date and no p", () => {
    const points = falling(3);
    const found = changePoints(points, 0.05);
    expect(found).toHaveLength(1);
    const other = changePoints(
      points.map((values) => values.map((value) => 1e6 - 0.01 * value)),
      0.05,
    );
    expect(other).toMatchObject(found.map(({ index, seenAt }) => ({ index, seenAt })));
    expect(other[0]?.p).toBeCloseTo(found[0]?.p ?? Number.NaN, 8);
    expect(other[0]?.after).toBeCloseTo(1e6 - 0.01 * (found[0]?.after ?? Number.NaN), 6);
  });

  test("the order of the seeds of a night does not matter", () => {
    const points = falling(4);
    const turned = points.map((values) => values.toReversed());
    const dates = (of: readonly (readonly number[])[]) =>
      changePoints(of, 0.05).map(({ index, seenAt }) => [index, seenAt]);
    expect(dates(turned)).toEqual(dates(points));
  });
});

describe("looking every night for thirty nights", () => {
  const repeats = 2_000;
  const alarms = (seeds: number, draw: () => number, alpha: number) =>
    shareOf(
      repeats,
      () =>
        changePoints(
          Array.from({ length: 30 }, () => sample(seeds, draw)),
          alpha,
        ).length > 0,
    );

  test.each([
    [1, 0.004],
    [2, 0.037],
    [3, 0.036],
    [5, 0.035],
  ])("with %i seeds, a share of %d of histories without a change shows one: under alpha = 0.05", (seeds, share) => {
    const alarmed = alarms(seeds, normals(seeds * 7 + 1), 0.05);
    expect(alarmed).toBeLessThan(0.05);
    expect(Math.abs(alarmed - share)).toBeLessThan(fourErrors(share, repeats));
  });

  test.each([
    [2, 0.09],
    [3, 0.056],
  ])("skewed values of %i seeds break the rate: a share of %d, as is said where it is documented", (seeds, share) => {
    const uniform = uniforms(seeds);
    const alarmed = alarms(seeds, () => Math.log(1 - uniform()), 0.05);
    expect(Math.abs(alarmed - share)).toBeLessThan(fourErrors(share, repeats));
  });

  test("seeds that have something in common at all nights are no reason for an alarm", () => {
    const draw = normals(11);
    const alarmed = shareOf(500, () => {
      const own = sample(3, () => 3 * draw());
      const points = Array.from({ length: 30 }, () => own.map((effect) => effect + draw()));
      return changePoints(points, 0.05).length > 0;
    });
    expect(alarmed).toBeLessThan(0.02);
  });

  /** Of histories that fall at the fifteenth night: shares that show it, by which night, and where. */
  function detection(seeds: number, fall: number, alpha: number) {
    const counts = { shown: 0, within3: 0, within5: 0, dated: 0, twice: 0 };
    const histories = 400;
    for (let i = 0; i < histories; i++) {
      const found = changePoints(falling(seeds * 10_000 + fall * 1_000 + i, fall, seeds), alpha);
      const change = found.find(({ seenAt }) => seenAt >= 15);
      if (found.length > 1) counts.twice += 1;
      if (!change) continue;
      counts.shown += 1;
      if (change.seenAt < 18) counts.within3 += 1;
      if (change.seenAt < 20) counts.within5 += 1;
      if (change.index === 15) counts.dated += 1;
    }
    return Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, count / histories]));
  }

  test.each([
    // Seeds a night, fall in deviations of a seed, share shown within three nights and within five.
    [2, 2, 0.17, 0.49],
    [3, 2, 0.6, 0.91],
    [5, 2, 0.96, 0.99],
    [2, 3, 0.82, 0.98],
    [3, 3, 0.99, 0.99],
  ])("at alpha = 0.01, %i seeds that fall by %i deviations show it within 3 nights in %d, within 5 in %d", (...row) => {
    const [seeds, fall, within3, within5] = row;
    const found = detection(seeds, fall, 0.01);
    expect(Math.abs((found.within3 ?? 0) - within3)).toBeLessThan(fourErrors(within3, 400) + 0.005);
    expect(Math.abs((found.within5 ?? 0) - within5)).toBeLessThan(fourErrors(within5, 400) + 0.005);
    expect(found.shown).toBeGreaterThan(0.95);
    expect(found.dated).toBeGreaterThan(0.7);
    expect(found.twice).toBeLessThan(0.04);
  });

  test("one deviation is too little for three seeds to show reliably in fifteen nights", () => {
    const { shown = 0 } = detection(3, 1, 0.01);
    expect(Math.abs(shown - 0.37)).toBeLessThan(fourErrors(0.37, 400));
  });
});

test("refuses", () => {
  expect(() => changePoints([[1], []], 0.05)).toThrow("a value at every point, point 1 has none");
  expect(() => changePoints([[1], [Number.NaN]], 0.05)).toThrow("finite values, received NaN at point 1");
  expect(() => changePoints([[1]], 0)).toThrow("an alpha between 0 and 1");
  expect(() => changePoints([[1]], 0.05, -1)).toThrow("a finite resolution of at least 0, received -1");
  expect(() => changePoints([[1]], 0.05, Number.POSITIVE_INFINITY)).toThrow(SampleError);
});
