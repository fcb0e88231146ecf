import { type Method, uniformGrid, type Variant } from "qat-core";
import type { Task } from "qat-tasks";
import { describe, expect, test } from "vitest";
import type { Definitions } from "../src/definitions.ts";
import { expandSuite } from "../src/plan/expand.ts";
import { parseSuite, type Suite } from "../src/plan/suite.ts";

const variant = (changes: Partial<Variant> = {}): Variant => ({
  options: {},
  startsFrom: "scratch",
  supports: () => ({ supported: true }),
  weights: () => {
    throw new Error("planning trains nothing");
  },
  ...changes,
});
const method = (name: string, variants: Method["variants"]) => ({
  name,
  entry: `/${name}.ts`,
  definition: { name, title: name, summary: "", variants },
});
const oneBit = variant({
  supports: ({ weightLevels }) =>
    weightLevels === 2 ? { supported: true } : { supported: false, reason: "one bit only" },
});
const definitions: Definitions = {
  methods: [
    method("float", { default: variant() }),
    method("hard", { default: variant(), binary: oneBit }),
    method("warm", { default: variant({ startsFrom: "float" }) }),
    { name: "torn", entry: "/torn.ts", broken: "/torn.ts does not load" },
  ],
  tasks: ["small", "large"].map((name) => ({ name, entry: `/${name}.ts`, definition: { name } as Task })),
};
const suite = (changes: object): Suite =>
  parseSuite(
    "made",
    JSON.stringify({
      title: "Made",
      track: "controlled",
      reference: "float",
      include: [{ variants: ["hard"], tasks: ["small"], precisions: ["w2a32"], seeds: [1] }],
      ...changes,
    }),
    "suites/made.json",
  );
const expand = (changes: object) => expandSuite(suite(changes), definitions, ["wasm"]);
const row = { variants: ["hard"], tasks: ["small"], precisions: ["w2a32"], seeds: [1] };

describe("a suite expands", () => {
  test("to the product of its rows, tasks outermost, seeds innermost", () => {
    const cells = expand({
      include: [{ ...row, tasks: ["large", "small"], precisions: ["w4a32", "w1a32"], seeds: [3, 1] }],
    });
    expect(cells.map(({ cell }) => [cell.task, cell.precision, cell.seed].join(" "))).toEqual([
      "large w4a32 3",
      "large w4a32 1",
      "large w1a32 3",
      "large w1a32 1",
      "small w4a32 3",
      "small w4a32 1",
      "small w1a32 3",
      "small w1a32 1",
    ]);
    expect(cells.every(({ cell }) => cell.device === "wasm" && cell.track === "controlled" && cell.budget === 1)).toBe(
      true,
    );
  });

  test("to each cell once, however many rows name it, and the float cell that one of them needs", () => {
    const cells = expand({ include: [row, row, { ...row, variants: ["*", "!torn"] }] });
    expect(cells.map(({ cell }) => `${cell.variant} ${cell.precision}`)).toEqual([
      "hard w2a32",
      "float w2a32",
      "float w32a32",
      "warm w2a32",
    ]);
  });

  test("to one cell a device", () => {
    const cells = expandSuite(suite({}), definitions, ["native", "wasm"]);
    expect(cells.map(({ cell }) => cell.device)).toEqual(["native", "wasm"]);
  });
});

describe("a cell that is not trained says why", () => {
  test("what its method refuses, in the method's words", () => {
    const [refused, taken] = expand({
      include: [{ ...row, variants: ["hard/binary"], precisions: ["w2a32", "w1a32"] }],
    });
    expect(refused?.skip).toBe("one bit only");
    expect(taken?.skip).toBeUndefined();
  });

  test("what the suite excludes, in the suite's words, and nothing else", () => {
    const include = [{ ...row, precisions: ["w1a32", "w2a32"], seeds: [1, 2] }];
    const exclude = [{ precisions: ["w1a32"], seeds: [2], reason: "known to diverge" }];
    expect(expand({ include, exclude }).map(({ skip }) => skip)).toEqual([
      undefined,
      "known to diverge",
      undefined,
      undefined,
    ]);
  });

  test("what does not load, and the others stay", () => {
    const cells = expand({ include: [{ ...row, variants: ["*"] }] });
    expect(cells.find(({ cell }) => cell.variant === "torn")?.broken).toBe("/torn.ts does not load");
    expect(cells.filter(({ broken }) => broken === undefined)).toHaveLength(4);
  });
});

describe("a cell that starts from the float network", () => {
  test("needs the reference's float cell of its own task, seed and budget, which comes before it", () => {
    const cells = expand({ budget: 0.5, include: [{ ...row, variants: ["warm"], seeds: [7] }] });
    expect(cells.map(({ cell }) => cell.variant)).toEqual(["float", "warm"]);
    expect(cells[0]?.cell).toEqual({ ...cells[1]?.cell, variant: "float", precision: "w32a32" });
    expect(cells[1]?.needs).toEqual(cells[0]?.cell);
  });

  test("needs the one of its row's budget, and of the suite's training examples", () => {
    const cells = expand({
      budget: 0.5,
      trainOn: "full",
      include: [
        { ...row, variants: ["warm"], precisions: ["w1a32", "w2a32"], seeds: [1, 2], budget: 0.1 },
        { ...row, variants: ["warm"], tasks: ["large"] },
      ],
    });
    const named = (variant: string) =>
      cells
        .filter(({ cell }) => cell.variant === variant)
        .map(({ cell }) => `${cell.task} ${cell.budget} ${cell.seed}`);
    // One float cell a task, budget and seed, whatever the precisions.
    expect(named("float")).toEqual(["small 0.1 1", "small 0.1 2", "large 0.5 1"]);
    expect(named("warm")).toEqual(["small 0.1 1", "small 0.1 2", "small 0.1 1", "small 0.1 2", "large 0.5 1"]);
    for (const { cell, needs } of cells) {
      if (cell.variant === "warm") expect(needs).toEqual({ ...cell, variant: "float", precision: "w32a32" });
      expect(cell.trainOn).toBe("full");
    }
  });

  test("shares it with all that start there", () => {
    const cells = expand({ include: [{ ...row, variants: ["warm"], precisions: ["w1a32", "w2a32"] }] });
    expect(cells.map(({ cell }) => cell.precision)).toEqual(["w32a32", "w1a32", "w2a32"]);
  });

  test("shares it across methods and with the suite's own float cell, where they start there as published alone", () => {
    const published = { ...variant({ startsFrom: "float" }), grid: () => uniformGrid(4) };
    const methods = [
      method("float", { default: variant() }),
      ...["early", "late"].map((name) => method(name, { default: variant({ asPublished: published }) })),
    ];
    const made = suite({
      track: "as-published",
      budget: 0.2,
      include: [
        { ...row, variants: ["early", "late"] },
        { ...row, variants: ["float"], precisions: ["w32a32"] },
      ],
    });
    const cells = expandSuite(made, { ...definitions, methods }, ["wasm"]);
    expect(cells.map(({ cell }) => cell.variant)).toEqual(["float", "early", "late"]);
    expect(cells.map(({ needs }) => needs)).toEqual([undefined, cells[0]?.cell, cells[0]?.cell]);
    expect(expandSuite({ ...made, track: "controlled" }, { ...definitions, methods }, ["wasm"])).not.toContainEqual(
      expect.objectContaining({ needs: expect.anything() }),
    );
  });
});

test("a variant is asked about the grid of the cell's own task", () => {
  const byTensor = variant({
    supports: (_, { granularity }) =>
      granularity === "tensor" ? { supported: true } : { supported: false, reason: "by tensor only" },
  });
  const columns = { name: "columns", entry: "/c.ts", definition: { name: "columns", granularity: "channel" } as Task };
  const made = suite({ include: [{ ...row, tasks: ["small", "columns"] }] });
  const methods = [method("float", { default: variant() }), method("hard", { default: byTensor })];
  const cells = expandSuite(made, { methods, tasks: [...definitions.tasks, columns] }, ["wasm"]);
  expect(cells.map(({ skip }) => skip)).toEqual([undefined, "by tensor only"]);
});

describe("names that are not there are refused", () => {
  test.each([
    ["variant", { include: [{ ...row, variants: ["hrad"] }] }, "did you mean hard?"],
    ["task", { include: [{ ...row, tasks: ["smal"] }] }, "did you mean small?"],
    ["reference", { reference: "floot" }, "did you mean float?"],
    ["excluded variant", { exclude: [{ variants: ["wram"], reason: "-" }] }, "did you mean warm?"],
  ])("%s", (_, changes, message) => {
    expect(() => expand(changes)).toThrow(message);
  });
});

describe("claims are about cells of the suite", () => {
  const claim = {
    title: "Warm beats hard",
    source: { name: "A paper" },
    figure: { of: "metric" },
    task: "small",
    precision: "w2a32",
    kind: "higher",
    variant: "warm",
    against: "hard",
  };
  const include = [{ ...row, variants: ["hard", "warm"] }];

  test("and change none of them", () => {
    expect(expand({ include, claims: [claim] })).toEqual(expand({ include }));
  });

  test.each([
    ["variant", { variant: "wram" }, "Warm beats hard: wram small w2a32"],
    ["other variant", { against: "hrad" }, "Warm beats hard: hrad small w2a32"],
    ["task", { task: "large" }, "Warm beats hard: warm large w2a32, hard large w2a32"],
    ["precision", { precision: "w1a32" }, "Warm beats hard: warm small w1a32, hard small w1a32"],
  ])("a %s that the matrix lacks is refused, the cells named", (_, change, message) => {
    const faulty = () => expand({ include, claims: [claim, { ...claim, ...change }] });
    expect(faulty).toThrow("the suite claims something about cells that it does not have");
    expect(faulty).toThrow(message);
  });

  test("a float start alone is none of them", () => {
    const about = { ...claim, kind: "within", bound: 1, variant: "float", against: undefined, precision: "w32a32" };
    expect(() => expand({ include, claims: [about] })).toThrow("Warm beats hard: float small w32a32");
  });
});

describe("published figures are of cells of the suite", () => {
  const figure = {
    variant: "hard",
    task: "small",
    precision: "w2a32",
    value: 90.48,
    source: { name: "A paper" },
  };
  const include = [{ ...row, variants: ["hard", "hard/binary"] }];

  test("and change none of them, skipped ones among them", () => {
    const published = [figure, { ...figure, variant: "hard/binary" }];
    expect(expand({ include, published })).toEqual(expand({ include }));
  });

  test.each([
    ["variant", { variant: "hrad" }, "  hrad small w2a32: 90.48, A paper"],
    ["task", { task: "large" }, "  hard large w2a32: 90.48, A paper"],
    ["precision", { precision: "w1a32" }, "  hard small w1a32: 90.48, A paper"],
  ])("a %s that the matrix lacks is refused, the figure named", (_, change, message) => {
    const faulty = () => expand({ include, published: [figure, { ...figure, ...change }] });
    expect(faulty).toThrow("the suite has published figures of cells that it does not have");
    expect(faulty).toThrow(message);
  });

  test("a second one of the same cell is refused", () => {
    const faulty = () => expand({ include, published: [figure, { ...figure, value: 91 }] });
    expect(faulty).toThrow("more than one published figure of a cell\n  hard small w2a32: 91, A paper");
  });
});
