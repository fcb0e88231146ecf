/** The suites as they are, expanded with the methods and tasks that are installed. */
import { resolve } from "node:path";
import type { Cell } from "qat-ledger";
import { describe, expect, test } from "vitest";
import { loadDefinitions } from "../src/definitions.ts";
import { type ExpandedCell, expandSuite } from "../src/plan/expand.ts";
import { loadSuite } from "../src/plan/suite.ts";
import { findWorkspace, suiteNames } from "../src/workspace.ts";

const workspace = findWorkspace(resolve(import.meta.dirname, "../../.."));
const definitions = await loadDefinitions(workspace);
const names = suiteNames(workspace);
const open = async (name: string) => {
  const suite = await loadSuite(workspace, name);
  return { suite, cells: expandSuite(suite, definitions, ["wasm"]) };
};
const nameOf = ({ variant, task, precision }: Pick<ExpandedCell["cell"], "variant" | "task" | "precision">) =>
  `${variant} ${task} ${precision}`;
const distinct = <T>(values: readonly T[]) => [...new Set(values)].sort();

describe.each(names)("%s", async (name) => {
  const { suite, cells } = await open(name);

  test("has nothing that is broken, and trains most of its cells", () => {
    expect(cells.flatMap(({ cell, broken }) => (broken === undefined ? [] : `${nameOf(cell)}: ${broken}`))).toEqual([]);
    expect(cells.filter(({ skip }) => skip === undefined).length).toBeGreaterThan(cells.length / 2);
    expect(suite.description).not.toBe("");
  });

  test("plans each float start once, from its reference, alike in all but variant and precision", () => {
    const starts = cells.flatMap(({ needs }) => needs ?? []).map((cell) => JSON.stringify(cell));
    for (const start of new Set(starts)) {
      expect(cells.filter(({ cell }) => JSON.stringify(cell) === start)).toHaveLength(1);
    }
    for (const { cell, needs } of cells) {
      if (needs) expect(needs).toEqual({ ...cell, variant: suite.reference, precision: "w32a32" });
    }
  });
});

describe.each(names.filter((name) => name.startsWith("paper-")))("%s", async (name) => {
  const { suite, cells } = await open(name);

  test("trains as papers do: all training examples, the whole recipe", () => {
    expect(distinct(cells.map(({ cell }) => `${cell.trainOn} ${cell.budget}`))).toEqual(["full 1"]);
    expect(suite.timeLimitMinutes).toBeGreaterThanOrEqual(3 * 24 * 60);
  });

  test("has the same seeds for every variant", () => {
    const seedsOf = (wanted: string) =>
      cells.flatMap(({ cell }) => (nameOf(cell) === wanted ? cell.seed : [])).join(", ");
    expect(distinct(cells.map(({ cell }) => seedsOf(nameOf(cell))))).toHaveLength(1);
  });
});

test("float trains each network and data that no paper's recipe is alone with", async () => {
  const { cells } = await open("float");
  const recipesOfPapers = /-(short|cosine|adam|adam-inner)$/;
  const names = definitions.tasks.map(({ name }) => name).filter((name) => !recipesOfPapers.test(name));
  expect(distinct(cells.map(({ cell }) => cell.task))).toEqual(distinct(names));
  expect(distinct(cells.map(({ cell }) => `${cell.variant} ${cell.precision}`))).toEqual(["fp32 w32a32"]);
});

describe("paper-parq", async () => {
  const { suite, cells } = await open("paper-parq");
  const figure = (variant: string, task: string, precision: string) =>
    suite.published.find((one) => nameOf(one) === `${variant} ${task} ${precision}`);

  test("has a figure for each of its cells, of three runs each, and skips none", () => {
    expect(distinct(suite.published.map(nameOf))).toEqual(distinct(cells.map(({ cell }) => nameOf(cell))));
    for (const { variant, spread, runs } of suite.published) {
      if (variant !== "fp32") expect({ spread, runs }).toEqual({ spread: expect.any(Number), runs: 3 });
    }
    expect(cells.filter(({ skip }) => skip !== undefined)).toEqual([]);
  });

  // By hand from the table: PARQ less STE, PARQ less BinaryRelax, at 1, 1.58, 2, 3 and 4 bits.
  test.each([
    ["ste/periodic", "resnet20-cifar10", [0.92, 0.51, 0.49, 0.13, -0.09]],
    ["binary-relax/linear", "resnet20-cifar10", [0.5, 0.2, 0.14, 0.2, -0.08]],
    ["ste/periodic", "resnet56-cifar10", [-0.21, 0.55, 0.05, -0.28, 0.15]],
    ["binary-relax/linear", "resnet56-cifar10", [-0.41, 0.63, 0.47, -0.41, -0.1]],
  ])("PARQ's gain over %s on %s is the table's", (other, task, gains) => {
    const values = ["w1a32", "w1.58a32", "w2a32", "w3a32", "w4a32"].map(
      (precision) =>
        (figure("parq", task, precision)?.value ?? Number.NaN) - (figure(other, task, precision)?.value ?? Number.NaN),
    );
    expect(values).toEqual(gains.map((gain) => expect.closeTo(gain, 9)));
  });
});

describe("paper-proxquant", async () => {
  const { suite, cells } = await open("paper-proxquant");

  test("starts ProxQuant, and it alone, from float networks: one a task and seed, which its variants share", () => {
    const float = cells.filter(({ cell }) => cell.variant === "fp32");
    expect(float).toHaveLength(8 * 4);
    expect(distinct(cells.flatMap(({ cell, needs }) => (needs ? cell.variant : [])))).toEqual([
      "proxquant",
      "proxquant/row-wise",
    ]);
    // Binary and ternary ResNets, binary LSTMs, codes by row.
    expect(cells).toHaveLength(float.length + 4 * (2 * 4 + 3 + 2 + 3));
  });

  test("has no figure of a quantized network, for none was read", () => {
    expect(suite.published.map(({ variant, value }) => [variant, value])).toEqual([["fp32", 91.94]]);
  });
});

describe("paper-trs", async () => {
  const { suite, cells } = await open("paper-trs");

  test("skips LSQ at one bit, which has no such levels, and nothing else", () => {
    const skipped = cells.flatMap(({ cell, skip }) => (skip === undefined ? [] : nameOf(cell)));
    expect(distinct(skipped)).toEqual([
      "ste/lsq resnet20-cifar10-cosine w1a1",
      "ste/lsq resnet20-cifar100-cosine w1a1",
    ]);
  });

  test("has the paper's gains of its rule over SGD: 0.4 and 0.5 points on CIFAR-10, 0.9 and 1.4 on CIFAR-100", () => {
    const value = (variant: string, task: string, precision: string) =>
      suite.published.find((one) => one.variant === variant && one.task === task && one.precision === precision)
        ?.value ?? Number.NaN;
    const gains = ["resnet20-cifar10-cosine", "resnet20-cifar100-cosine"].flatMap((task) =>
      ["w1a1", "w2a2"].map((precision) => value("tr-scheduling", task, precision) - value("ste/lsq", task, precision)),
    );
    expect(gains).toEqual([0.4, 0.5, 0.9, 1.4].map((gain) => expect.closeTo(gain, 9)));
  });
});

test("paper-noise repeats no table, and says so", async () => {
  const { suite } = await open("paper-noise");
  expect(suite.published).toEqual([]);
  expect(suite.description).toMatch(/repeats no table and carries no figure/);
});

test.each([
  ["nightly", "at every one of its precisions", ({ task, precision }: Cell) => `${task} ${precision}`],
  ["pr", "on both of its tasks", ({ task }: Cell) => task],
])("%s has every method %s", async (name, _, placeOf) => {
  const { cells } = await open(name);
  const quantized = cells.flatMap(({ cell }) => (cell.precision === "w32a32" ? [] : [cell]));
  const methods = definitions.methods.flatMap((method) => (method.name === "fp32" ? [] : [method.name])).sort();
  for (const place of distinct(quantized.map(placeOf))) {
    const own = quantized.filter((cell) => placeOf(cell) === place);
    expect(distinct(own.map(({ variant }) => variant)), place).toEqual(methods);
  }
});
