import { describe, expect, test } from "vitest";
import { conclusionOf, fails } from "../../src/result/conclusion.ts";
import type { ComparisonResult, GateVerdict, TaskResult } from "../../src/result/gate-result.ts";
import { comparisonResult, measured } from "../fixtures/results.ts";

const worse = measured("regression", [-3, -2, -1]);
const open = measured("inconclusive", [-1, 0.2, 1.4]);
const entry = { variant: "first", task: "digits", precision: "*", reason: "known", expires: "2026-12-31" };

const concluded = (verdicts: readonly GateVerdict[], tasks: readonly TaskResult[] = []) =>
  conclusionOf({ comparisons: verdicts.map((verdict) => comparisonResult(verdict)), tasks });
const accepted = (state: "accepted" | "expired" | "worse"): ComparisonResult =>
  comparisonResult(worse, { acceptance: { entry, state } });
const ofTask = (verdict: TaskResult["verdict"], isAccepted = false): TaskResult => ({
  task: "digits",
  marginIn: "points",
  verdict,
  accepted: isAccepted,
});

describe("what a gate comes to", () => {
  test("passes where nothing is worse, and where nothing is compared", () => {
    expect(concluded([])).toBe("passed");
    expect(
      concluded([
        { kind: "unchanged" },
        { kind: "identical", seeds: 1 },
        { kind: "not-comparable", reason: "new" },
        measured("equivalent", [-0.2, 0, 0.2]),
        measured("improvement", [1, 2, 3]),
      ]),
    ).toBe("passed");
  });

  test("is a regression where one is worse or fails, whatever the others are", () => {
    expect(concluded([worse, open])).toBe("regression");
    expect(concluded([{ kind: "failed", seed: 1, reason: "diverged" }])).toBe("regression");
    expect(concluded([open], [ofTask(worse)])).toBe("regression");
  });

  test("is inconclusive where something is undecided, or was not trained", () => {
    expect(concluded([open, { kind: "unchanged" }])).toBe("inconclusive");
    expect(concluded([{ kind: "untrained" }])).toBe("inconclusive");
    // The mean alone decides nothing that its comparisons leave open.
    expect(concluded([open], [ofTask(measured("equivalent", [-0.1, 0, 0.1]))])).toBe("inconclusive");
    expect(concluded([measured("equivalent", [-0.1, 0, 0.1])], [ofTask(open)])).toBe("passed");
  });

  test("an accepted regression passes, one that is expired or worse does not", () => {
    expect(conclusionOf({ comparisons: [accepted("accepted")], tasks: [ofTask(worse, true)] })).toBe("passed");
    expect(conclusionOf({ comparisons: [accepted("expired")], tasks: [] })).toBe("regression");
    expect(conclusionOf({ comparisons: [accepted("worse")], tasks: [] })).toBe("regression");
    expect(conclusionOf({ comparisons: [accepted("accepted"), comparisonResult(worse)], tasks: [] })).toBe(
      "regression",
    );
  });
});

test("what fails the command is a choice", () => {
  expect(fails("regression", ["regression", "inconclusive"])).toBe(true);
  expect(fails("inconclusive", ["regression", "inconclusive"])).toBe(true);
  expect(fails("inconclusive", ["regression"])).toBe(false);
  expect(fails("regression", ["inconclusive"])).toBe(false);
  expect(fails("regression", [])).toBe(false);
  expect(fails("passed", ["regression", "inconclusive"])).toBe(false);
});
