import { expect, test } from "vitest";
import { probabilityOfBest } from "../src/index.ts";
import { normals, uniforms } from "./normals.ts";
import { fourErrors, sample, shareOf } from "./samples.ts";

const repeats = 1_000;

test.each([3, 5, 10])("with %d seeds one of two equal methods gets 0.975 or more in 5 % of cases", (count) => {
  const draw = normals(100 + count);
  const bold = shareOf(repeats, (repeat) => {
    const shares = probabilityOfBest([sample(count, draw), sample(count, draw)], "higher", repeat);
    return Math.max(...shares) >= 0.975;
  });
  expect(Math.abs(bold - 0.05)).toBeLessThan(fourErrors(0.05, repeats));
});

test("where five seeds are drawn with replacement, one of two equal methods gets it in 16 % of cases or more", () => {
  const draw = normals(7);
  const uniform = uniforms(8);
  const bold = shareOf(repeats, () => {
    const gains = sample(5, draw);
    const won = shareOf(1_000, () => sample(5, () => gains[Math.floor(5 * uniform())] as number).reduce(add) > 0);
    return won >= 0.975 || won <= 0.025;
  });
  expect(bold).toBeGreaterThan(0.16 - fourErrors(0.16, repeats));
});

function add(a: number, b: number): number {
  return a + b;
}
