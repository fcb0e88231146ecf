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
    trainOn: "split",
    devices: ["auto"],
    timeLimitMinutes: 60,
    memoryLimitGiB: 4,
    exclude: [],
    claims: [],
    published: [],
  });
});

test("a row's budget is kept; the suite's is for the others", () => {
  const [row] = smallest.include;
  const rows = [row, { ...row, tasks: ["resnet8-fashion"], budget: 0.1 }];
  expect(parse({ ...smallest, budget: 0.5, include: rows })).toMatchObject({ budget: 0.5, include: rows });
});

const claim = {
  title: "New beats old",
  source: { name: "A paper", arxiv: "2503.15748", where: "table 1", reported: "90.5 against 89.6 %" },
  note: "On other data.",
  figure: { of: "metric" },
  task: "lenet5-mnist",
  precision: "w2a32",
  kind: "higher",
  variant: "new",
  against: "old",
  by: 2,
};

test("a suite's claims are kept as they are", () => {
  expect(parse({ ...smallest, claims: [claim] }).claims).toEqual([claim]);
});

const figure = {
  variant: "new",
  task: "lenet5-mnist",
  precision: "w2a32",
  value: 90.48,
  spread: 0.26,
  runs: 3,
  source: { name: "A paper" },
};

test("so are published figures", () => {
  expect(parse({ ...smallest, published: [figure] }).published).toEqual([figure]);
});

describe("a malformed suite is refused, its path and the fault named", () => {
  test("no JSON", () => {
    expect(() => parseSuite("small", '{"title": ', "suites/small.json")).toThrow(/suites\/small\.json is no JSON/);
  });

  test.each([
    ["an unknown field", { ...smallest, budgets: 1 }, /Unrecognized key: "budgets"/],
    ["a missing field", { ...smallest, reference: undefined }, /→ at reference/],
    ["an unknown track", { ...smallest, track: "fair" }, /"controlled"\|"as-published"/],
    ["other training examples", { ...smallest, trainOn: "test" }, /"split"\|"full"/],
    ["a budget of nothing", { ...smallest, budget: 0 }, /→ at budget/],
    [
      "a row's budget of nothing",
      { ...smallest, include: [{ ...smallest.include[0], budget: 0 }] },
      /→ at include\[0\]\.budget/,
    ],
    [
      "two budgets of one task",
      { ...smallest, include: [smallest.include[0], { ...smallest.include[0], budget: 0.5 }] },
      /lenet5-mnist has the budget 1 in a row before, and 0\.5 here: a task has one budget in a suite\n.*→ at include\[1\]\.budget/,
    ],
    ["no cells", { ...smallest, include: [] }, /→ at include/],
    ["an exclusion without its reason", { ...smallest, exclude: [{ variants: ["ste"] }] }, /→ at exclude\[0\]\.reason/],
    [
      "a precision that is none",
      { ...smallest, include: [{ ...smallest.include[0], precisions: ["w9a32"] }] },
      /unknown precision "w9a32"/,
    ],
    [
      "a claim without its source",
      { ...smallest, claims: [{ ...claim, source: undefined }] },
      /→ at claims\[0\]\.source/,
    ],
    ["a claim of no kind", { ...smallest, claims: [claim, { ...claim, kind: "best" }] }, /→ at claims\[1\]\.kind/],
    [
      "a published figure without its value",
      { ...smallest, published: [figure, { ...figure, value: undefined }] },
      /→ at published\[1\]\.value/,
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
