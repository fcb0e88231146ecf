import { describe, expect, test } from "vitest";
import { type PlannedCell, viewModel } from "../src/index.ts";
import { completed, makeCell, plan, planned } from "./records.ts";
import { sampleWith } from "./sample.ts";

function view(cells: readonly PlannedCell[]) {
  const [comparison] = viewModel(sampleWith({ cells })).comparisons;
  if (comparison === undefined) throw new Error("the plan gave no comparison");
  return comparison;
}

describe("accuracy by method and precision", () => {
  test("puts the reference on its own line and the difference to it in percentage points", () => {
    const { accuracy } = view(plan(["fp32", "w32a32", 98.97], ["ste", "w4a32", 98.75], ["ste", "w2a32", 98.36]));
    expect(accuracy.columns).toEqual([
      { precision: "w2a32", gloss: "2-bit weights" },
      { precision: "w4a32", gloss: "4-bit weights" },
    ]);
    expect(accuracy.reference).toMatchObject({
      title: "Float",
      span: 2,
      cell: { value: "98.97\u00a0%", difference: null },
    });
    // 98.36 - 98.97 = -0.61, 98.75 - 98.97 = -0.22
    expect(accuracy.rows).toHaveLength(1);
    expect(accuracy.rows[0]?.cells).toMatchObject([
      { value: "98.36\u00a0%", difference: "\u22120.61\u00a0pp", count: "n\u00a0=\u00a01" },
      { value: "98.75\u00a0%", difference: "\u22120.22\u00a0pp", count: "n\u00a0=\u00a01" },
    ]);
    expect(accuracy.notes).toContain(
      "n = 1: a single run each. No interval is claimed; small differences may be chance.",
    );
  });

  test("averages over seeds, and pairs the differences by seed", () => {
    const { accuracy } = view(plan(["fp32", "w32a32", 99, 98.8, null], ["ste", "w2a32", 98, 98.3, 97.1]));
    // mean (98 + 98.3 + 97.1) / 3 = 97.8; differences -1.0 and -0.5 of the two seeds in which fp32 completed: -0.75
    expect(accuracy.rows[0]?.cells[0]).toMatchObject({
      value: "97.80\u00a0%",
      difference: "\u22120.75\u00a0pp (n\u00a0=\u00a02)",
      count: "n\u00a0=\u00a03",
      outcomes: [],
    });
    expect(accuracy.reference?.cell).toMatchObject({ value: "98.90\u00a0%", count: "n\u00a0=\u00a02 of 3 seeds" });
    expect(accuracy.reference?.cell.outcomes.map(({ word }) => word)).toEqual(["1 diverged"]);
  });

  test("compares at the same precision where the reference has several", () => {
    const base = sampleWith({
      cells: plan(["ste", "w1a32", 96], ["ste", "w2a32", 98], ["parq", "w1a32", 97], ["parq", "w2a32", 97.5]),
    });
    const [comparison] = viewModel({ ...base, suite: { ...base.suite, reference: "ste" } }).comparisons;
    expect(comparison?.accuracy.reference).toBeNull();
    const parq = comparison?.accuracy.rows.find(({ title }) => title === "PARQ");
    expect(parq?.cells.map(({ difference }) => difference)).toEqual(["+1.00\u00a0pp", "\u22120.50\u00a0pp"]);
  });

  test("claims no difference without a reference", () => {
    const { accuracy } = view(plan(["ste", "w2a32", 98]));
    expect(accuracy.rows[0]?.cells[0]?.difference).toBeNull();
  });

  test("tells cells that are not in the plan from those that did not complete", () => {
    const { accuracy } = view(plan(["ste", "w1a32", 97], ["ste", "w2a32", 98], ["parq", "w2a32", null]));
    const parq = accuracy.rows.find(({ title }) => title === "PARQ");
    expect(parq?.cells).toMatchObject([
      { planned: false, value: null, outcomes: [] },
      { planned: true, value: null, outcomes: [{ word: "diverged" }] },
    ]);
  });

  test("says where the methods lie, and names no winner", () => {
    const { headline } = view(plan(["fp32", "w32a32", 99], ["ste", "w1a32", 96], ["parq", "w1a32", 97.25]));
    expect(headline).toBe(
      "Float reaches 99.00\u00a0%. The other methods lie between 96.00\u00a0% and 97.25\u00a0%, over all precisions.",
    );
  });

  test("writes a metric that is no percentage in its own unit, and says when lower is better", () => {
    const metric = { name: "perplexity", unit: "", direction: "lower", examples: 100 } as const;
    const cells = plan(["fp32", "w32a32", 90], ["ste", "w2a32", 90]).map((planned, index) =>
      planned.record?.status === "completed"
        ? { ...planned, record: { ...planned.record, metric: { ...metric, value: 23.456 + index } } }
        : planned,
    );
    const { accuracy, headline } = view(cells);
    expect(accuracy.rows[0]?.cells[0]).toMatchObject({ value: "24.46", difference: "+1" });
    expect(accuracy.notes[0]).toBe(
      "Below each score: its difference to Float with the same seed, in the metric's unit; above 0 is worse.",
    );
    expect(accuracy.notes).toContain("Lower is better.");
    expect(headline).toBe(
      "Float reaches perplexity 23.46. The other methods reach perplexity 24.46, over all precisions. Lower is better.",
    );
  });
});

describe("comparisons", () => {
  test("keep tasks, tracks, budgets, training examples and devices apart", () => {
    const cells = [
      makeCell(),
      makeCell({ track: "as-published" }),
      makeCell({ budget: 1 }),
      makeCell({ trainOn: "full" }),
      makeCell({ device: "native" }),
      makeCell({ task: "resnet8-fashion" }),
    ].map((cell) => planned(cell, completed(cell, 98)));
    const { comparisons } = viewModel(sampleWith({ cells }));
    expect(comparisons.map(({ title, subtitle }) => `${title}: ${subtitle}`)).toEqual([
      "LeNet-5 on MNIST: controlled track \u00b7 10\u00a0% of the full training \u00b7 wasm",
      "LeNet-5 on MNIST: as-published track \u00b7 10\u00a0% of the full training \u00b7 wasm",
      "LeNet-5 on MNIST: controlled track \u00b7 full training \u00b7 wasm",
      "LeNet-5 on MNIST: controlled track \u00b7 10\u00a0% of the full training \u00b7 all training examples \u00b7 wasm",
      "LeNet-5 on MNIST: controlled track \u00b7 10\u00a0% of the full training \u00b7 native",
      "resnet8-fashion: controlled track \u00b7 10\u00a0% of the full training \u00b7 wasm",
    ]);
    expect(new Set(comparisons.map(({ id }) => id)).size).toBe(6);
  });

  test("never take the reference of another track", () => {
    const float = makeCell({ variant: "fp32", precision: "w32a32", track: "as-published" });
    const cell = makeCell();
    const cells = [planned(float, completed(float, 99)), planned(cell, completed(cell, 98))];
    const { comparisons } = viewModel(sampleWith({ cells }));
    expect(comparisons[1]?.accuracy.rows[0]?.cells[0]?.difference).toBeNull();
  });
});
