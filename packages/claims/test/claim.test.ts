import { describe, expect, test } from "vitest";
import { claimSchema, variantsOfClaim } from "../src/index.ts";
import { makeClaim } from "./claims.ts";

const smallest = {
  title: "New beats old",
  source: { name: "A paper" },
  figure: { of: "metric" },
  task: "lenet5-mnist",
  precision: "w1a32",
  kind: "higher",
  variant: "new",
  against: "old",
};

test("what a claim leaves out has a default", () => {
  expect(claimSchema.parse(smallest)).toEqual({ ...smallest, by: 0 });
  expect(claimSchema.parse({ ...smallest, kind: "notLower" })).toEqual({ ...smallest, kind: "notLower", margin: 0 });
});

test("the variants that it needs", () => {
  expect(variantsOfClaim(makeClaim())).toEqual(["new", "old"]);
  expect(variantsOfClaim(makeClaim({ kind: "within", bound: 0.25 }))).toEqual(["new"]);
});

describe("a malformed claim is refused, the fault named", () => {
  test.each([
    ["an unknown kind", { kind: "better" }, /kind/],
    ["a field of another kind", { bound: 2 }, /bound/],
    ["an own figure without its bound", { kind: "within", against: undefined }, /bound/],
    ["an own figure with another variant", { kind: "within", bound: 1 }, /against/],
    ["a variant against itself", { against: "new" }, /not with itself/],
    ["a negative distance", { by: -1 }, /by/],
    ["a margin that is none", { kind: "notLower", margin: "0" }, /margin/],
    ["an unknown figure", { figure: { of: "speed" } }, /figure/],
    ["a curve without what to take of it", { figure: { of: "curve", curve: "loss" } }, /take/],
    ["no source", { source: undefined }, /source/],
    ["an arXiv id with a version", { source: { name: "A paper", arxiv: "2503.15748v2" } }, /no version/],
    ["no title", { title: "" }, /title/],
  ])("%s", (_, change, message) => {
    expect(() => claimSchema.parse({ ...smallest, ...change })).toThrow(message);
  });
});
