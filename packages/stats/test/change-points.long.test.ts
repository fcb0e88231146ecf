import { describe, expect, test } from "vitest";
import { changePoints } from "../src/index.ts";
import { normals, uniforms } from "./normals.ts";
import { fourErrors, sample, shareOf } from "./samples.ts";

describe("looking every night for half a year, at alpha = 0.01", () => {
  const repeats = 800;
  const alarms = (seeds: number, draw: () => number) =>
    shareOf(repeats, () => {
      const nights = Array.from({ length: 180 }, () => sample(seeds, draw));
      return changePoints(nights, 0.01).length > 0;
    });

  test.each([2, 3, 5])("normal values of %i seeds keep the rate", (seeds) => {
    expect(alarms(seeds, normals(seeds * 37 + 180))).toBeLessThan(0.01 + fourErrors(0.01, repeats));
  });

  test.each([
    [2, 0.1],
    [3, 0.046],
    [5, 0.024],
  ])("exponential values of %i seeds break it: a share of %d, as is said where it is documented", (seeds, share) => {
    const uniform = uniforms(seeds * 31 + 180);
    const alarmed = alarms(seeds, () => Math.log(1 - uniform()));
    expect(Math.abs(alarmed - share)).toBeLessThan(fourErrors(share, repeats));
  });
});
