import { describe, expect, test } from "vitest";
import { type ReportInput, viewModel } from "../src/index.ts";
import * as make from "./records.ts";
import { makeSample } from "./sample.ts";
import { completedAt, makeTasksSample } from "./tasks-sample.ts";

function overviewOf(input: ReportInput = makeTasksSample()) {
  const { overview } = viewModel(input);
  if (overview === null) throw new Error("the page has no overview");
  return overview;
}

/** The cells of one method at one precision, a task each. */
function rowOf(title: string, precision: string, input?: ReportInput) {
  const [table] = overviewOf(input).tables;
  const row = table?.blocks.find((block) => block.precision === precision)?.rows.find((one) => one.title === title);
  if (row === undefined) throw new Error(`no row of ${title} at ${precision}`);
  return row.cells;
}

describe("tasks side by side", () => {
  test("are none for one task, also on two devices", () => {
    expect(viewModel(makeSample()).overview).toBeNull();
    const cells = (["wasm", "native"] as const).map((device) => {
      const cell = make.makeCell({ device });
      return make.planned(cell, make.completed(cell, 98));
    });
    expect(viewModel({ ...makeSample(), cells }).overview).toBeNull();
  });

  test("have a column a task, which says metric, unit, direction and budget, and leads there", () => {
    const [table, ...others] = overviewOf().tables;
    expect(others).toEqual([]);
    expect(table?.caption).toBe("controlled track \u00b7 wasm");
    expect(table?.columns).toEqual([
      expect.objectContaining({ title: "LeNet-5 on MNIST", metric: "accuracy (%)", direction: "higher is better" }),
      expect.objectContaining({ title: "ResNet-8 on Fashion-MNIST", arrow: "\u2191", budget: "full training" }),
      expect.objectContaining({ title: "ResNet-20 on CIFAR-10", href: "#resnet20-cifar10-controlled-1-wasm" }),
      {
        title: "LSTM on the Brown corpus",
        href: "#lstm-brown-controlled-0-1-wasm",
        metric: "perplexity",
        direction: "lower is better",
        arrow: "\u2193",
        budget: "10\u00a0% of the full training",
        data: null,
      },
    ]);
  });

  test("have a block a precision, the reference's first", () => {
    const [table] = overviewOf().tables;
    expect(
      table?.blocks.map(({ precision, gloss, rows }) => [precision, gloss, rows.map(({ title }) => title)]),
    ).toEqual([
      ["w32a32", "float, the reference", ["Float"]],
      ["w1a32", "1-bit weights", ["STE", "PARQ", "ProxQuant"]],
      ["w2a32", "2-bit weights", ["STE", "PARQ", "ProxQuant"]],
    ]);
  });

  test("by hand: 91.9, 91.7, 92.0 are 91.87 +- 4.303 * 0.1528 / sqrt(3); one seed has no interval", () => {
    const [lenet, resnet8, , lstm] = rowOf("Float", "w32a32");
    expect(resnet8).toEqual({
      planned: true,
      value: "91.87\u00a0%",
      margin: "\u00b1\u00a00.38",
      count: "n\u00a0=\u00a03",
      best: false,
      outcomes: [],
    });
    expect(lenet).toMatchObject({ value: "98.97\u00a0%", margin: null, count: "n\u00a0=\u00a01" });
    // 181.2, 180.1, 182.4: mean 181.233, s = 1.1504
    expect(lstm).toMatchObject({ value: "181.2", margin: "\u00b1\u00a02.9" });
  });

  test("say what did not complete, and lead to the reason", () => {
    const [, resnet8] = rowOf("ProxQuant", "w2a32");
    expect(resnet8).toMatchObject({ count: "n\u00a0=\u00a02 of 3 seeds", outcomes: [{ word: "1 diverged" }] });
    const [, , resnet20] = rowOf("PARQ", "w2a32");
    expect(resnet20).toMatchObject({ planned: true, value: null, count: null, outcomes: [{ word: "3 not run yet" }] });
    const ids = viewModel(makeTasksSample()).incomplete.map(({ id }) => `#${id}`);
    expect(ids).toContain(resnet20?.outcomes[0]?.href);
  });

  test("leave open what a task has not planned", () => {
    const { cells } = makeTasksSample();
    const fewer = cells.filter(({ cell }) => cell.task !== "lenet5-mnist" || cell.variant !== "parq");
    const [lenet] = rowOf("PARQ", "w1a32", makeTasksSample({ cells: fewer }));
    expect(lenet).toMatchObject({ planned: false, value: null, outcomes: [] });
  });

  test("take two runs that ended in the same weights for one: no interval", () => {
    const { cells } = makeTasksSample();
    const same = cells.map((planned) =>
      planned.record?.status === "completed"
        ? { ...planned, record: { ...planned.record, weightHash: make.sha256("the same") } }
        : planned,
    );
    expect(rowOf("Float", "w32a32", makeTasksSample({ cells: same }))[1]?.margin).toBeNull();
  });

  test("stand apart by device, and a task at two budgets has two columns", () => {
    const { cells } = makeTasksSample();
    const native = cells.map(({ cell }) => make.planned({ ...cell, device: "native" }, null));
    const short = make.makeCell({ task: "lenet5-mnist", budget: 0.5 });
    const { tables } = overviewOf(
      makeTasksSample({ cells: [...cells, ...native, make.planned(short, completedAt(short, 97))] }),
    );
    expect(tables.map(({ caption }) => caption)).toEqual([
      "controlled track \u00b7 wasm",
      "controlled track \u00b7 native",
    ]);
    expect(tables[0]?.columns.map(({ title, budget }) => [title, budget]).at(-1)).toEqual([
      "LeNet-5 on MNIST",
      "50\u00a0% of the full training",
    ]);
    expect(tables[1]?.columns).toHaveLength(4);
  });

  test("keep what trains on all examples from what holds some out", () => {
    const { cells } = makeTasksSample();
    const full = cells.map(({ cell }) => make.planned({ ...cell, trainOn: "full" }, null));
    expect(overviewOf(makeTasksSample({ cells: [...cells, ...full] })).tables.map(({ caption }) => caption)).toEqual([
      "controlled track \u00b7 wasm",
      "controlled track \u00b7 all training examples \u00b7 wasm",
    ]);
  });

  test("know their metrics before anything has run, where the tasks say them", () => {
    const cells = makeTasksSample().cells.map((planned) => ({ ...planned, record: null }));
    const [table] = overviewOf(makeTasksSample({ cells })).tables;
    expect(table?.columns.map(({ arrow }) => arrow)).toEqual(["\u2191", "\u2191", "\u2191", "\u2193"]);
    const bare = makeTasksSample({ cells, tasks: [] });
    expect(overviewOf(bare).tables[0]?.columns[3]).toMatchObject({ title: "lstm-brown", metric: null, arrow: null });
  });
});

test("the bar leads to each task, named by what tells it from its siblings", () => {
  expect(viewModel(makeSample()).taskLinks).toEqual([]);
  expect(viewModel(makeTasksSample()).taskLinks.map(({ title }) => title)).toEqual([
    "LeNet-5 on MNIST",
    "ResNet-8 on Fashion-MNIST",
    "ResNet-20 on CIFAR-10",
    "LSTM on the Brown corpus",
  ]);
  const places = [{}, { device: "native" }, { budget: 1 }, { task: "lstm-brown" }] as const;
  const cells = places.map((place) => make.planned(make.makeCell(place), null));
  const view = viewModel(makeTasksSample({ cells }));
  expect(view.taskLinks).toEqual([
    { title: "LeNet-5 on MNIST, 10\u00a0% of the full training, wasm", href: "#lenet5-mnist-controlled-0-1-wasm" },
    { title: "LeNet-5 on MNIST, 10\u00a0% of the full training, native", href: "#lenet5-mnist-controlled-0-1-native" },
    { title: "LeNet-5 on MNIST, full training, wasm", href: "#lenet5-mnist-controlled-1-wasm" },
    { title: "LSTM on the Brown corpus", href: "#lstm-brown-controlled-0-1-wasm" },
  ]);
  expect(view.comparisons.map(({ id }) => `#${id}`)).toEqual(view.taskLinks.map(({ href }) => href));
});
