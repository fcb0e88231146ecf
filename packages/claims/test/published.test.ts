import { describe, expect, test } from "vitest";
import { publishedFigureSchema } from "../src/index.ts";

const smallest = {
  variant: "new",
  task: "lenet5-mnist",
  precision: "w1a32",
  value: 90.48,
  source: { name: "A paper", arxiv: "2503.15748", where: "table 1" },
};

test("a figure is kept as it is, with a spread and a number of runs where the paper gives them", () => {
  expect(publishedFigureSchema.parse(smallest)).toEqual(smallest);
  const more = { ...smallest, spread: 0.26, runs: 3 };
  expect(publishedFigureSchema.parse(more)).toEqual(more);
});

test("a spread without a number of runs stays: some papers give no more", () => {
  expect(publishedFigureSchema.parse({ ...smallest, spread: 0 })).toEqual({ ...smallest, spread: 0 });
});

describe("a malformed figure is refused, the fault named", () => {
  test.each([
    ["no source", { source: undefined }, /source/],
    ["an arXiv id with a version", { source: { name: "A paper", arxiv: "2503.15748v2" } }, /no version/],
    ["a value that is no number", { value: "90.48" }, /value/],
    ["a value that is not finite", { value: Number.NaN }, /value/],
    ["a negative spread", { spread: -0.1, runs: 3 }, /spread/],
    ["a spread of one run", { spread: 0.1, runs: 1 }, /one run has no spread/],
    ["half a run", { runs: 2.5 }, /runs/],
    ["no runs", { runs: 0 }, /runs/],
    ["no variant", { variant: undefined }, /variant/],
    ["an unknown field", { std: 0.2 }, /std/],
  ])("%s", (_, change, message) => {
    expect(() => publishedFigureSchema.parse({ ...smallest, ...change })).toThrow(message);
  });
});
