import { describe, expect, test } from "vitest";
import { parseSuite } from "../src/plan/suite.ts";

const smallest = {
  title: "Small",
  track: "controlled",
  reference: "fp32",
  include: [{ variants: ["*"], tasks: ["lenet5-mnist"], precisions: ["w2a32"], seeds: [1] }],
};
const parse = (suite: object) => parseSuite("small", JSON.stringify(suite), "suites/small.json");

test("what a suite leaves out has a default", () => {
  expect(parse(smallest)).toEqual({
    ...smallest,
    name: "small",
    description: "",
    budget: 1,
    devices: ["auto"],
    timeLimitMinutes: 60,
    memoryLimitGiB: 4,
    exclude: [],
  });
});

describe("a malformed suite is refused, its path and the fault named", () => {
  test("no JSON", () => {
    expect(() => parseSuite("small", '{"title": ', "suites/small.json")).toThrow(/suites\/small\.json is no JSON/);
  });

  test.each([
    ["an unknown field", { ...smallest, budgets: 1 }, /Unrecognized key: "budgets"/],
    ["a missing field", { ...smallest, reference: undefined }, /→ at reference/],
    ["an unknown track", { ...smallest, track: "fair" }, /"controlled"\|"as-published"/],
    ["a budget of nothing", { ...smallest, budget: 0 }, /→ at budget/],
    ["no cells", { ...smallest, include: [] }, /→ at include/],
    ["an exclusion without its reason", { ...smallest, exclude: [{ variants: ["ste"] }] }, /→ at exclude\[0\]\.reason/],
    [
      "a precision that is none",
      { ...smallest, include: [{ ...smallest.include[0], precisions: ["w9a32"] }] },
      /unknown precision "w9a32"/,
    ],
    ["a negative seed", { ...smallest, include: [{ ...smallest.include[0], seeds: [-1] }] }, /seeds\[0\]/],
  ])("%s", (_, suite, message) => {
    expect(() => parse(suite)).toThrow(message);
  });

  test("every fault at once", () => {
    const faults = () => parse({ ...smallest, track: "fair", budget: -1 });
    expect(faults).toThrow(/→ at track/);
    expect(faults).toThrow(/→ at budget/);
  });
});
