import { parseSuite } from "qat-runner";
import { describe, expect, test } from "vitest";
import { lackOf, suiteAtBase } from "../../src/matrix/base-suite.ts";
import { withMoreSeeds } from "../../src/matrix/more-seeds.ts";
import { cellOf, definitionsOf } from "../fixtures/cells.ts";

function suiteOf(fields: object = {}) {
  const row = { variants: ["*"], tasks: ["digits"], precisions: ["w2a32"], seeds: [5, 2] };
  const suite = { title: "Made", track: "controlled", reference: "float", include: [row], ...fields };
  return parseSuite("made", JSON.stringify(suite), "made.json");
}

describe("more seeds", () => {
  test("are the suite's own in their order, then those above them", () => {
    expect(withMoreSeeds(suiteOf(), 5).include[0]?.seeds).toEqual([5, 2, 6, 7, 8]);
    expect(withMoreSeeds(suiteOf(), 1).include[0]?.seeds).toEqual([5]);
  });

  test("each row has its own, and claims are left out", () => {
    const rows = [suiteOf().include[0], { ...suiteOf().include[0], tasks: ["letters"], seeds: [1] }];
    const suite = withMoreSeeds(suiteOf({ include: rows }), 3);
    expect(suite.include.map(({ seeds }) => seeds)).toEqual([
      [5, 2, 6],
      [1, 2, 3],
    ]);
    expect(suite.claims).toEqual([]);
  });
});

describe("the suite at base", () => {
  const head = definitionsOf(["float", "first", "first/other", "new"], ["digits", "letters"]);
  const base = definitionsOf(["float", "first"], ["digits"]);
  const cells = [
    cellOf({ variant: "float", precision: "w32a32" }),
    cellOf(),
    cellOf({ seed: 2 }),
    cellOf({ variant: "new" }),
    cellOf({ variant: "first/other" }),
    cellOf({ task: "letters" }),
  ];

  test("has the cells whose variant and task base has", () => {
    const suite = suiteAtBase(suiteOf(), cells, head, base);
    expect(suite?.include).toEqual([
      { variants: ["float"], tasks: ["digits"], precisions: ["w32a32"], seeds: [1], budget: 1 },
      { variants: ["first"], tasks: ["digits"], precisions: ["w2a32"], seeds: [1, 2], budget: 1 },
    ]);
  });

  test("keeps what the suite excludes, as far as base knows the names", () => {
    const exclude = [
      { variants: ["new"], reason: "a" },
      { variants: ["*/*", "!float"], precisions: ["w4a32"], reason: "b" },
      { tasks: ["letters"], reason: "c" },
    ];
    expect(suiteAtBase(suiteOf({ exclude }), cells, head, base)?.exclude).toEqual([
      { variants: ["first"], precisions: ["w4a32"], reason: "b" },
      { tasks: ["letters"], reason: "c" },
    ]);
  });

  test("is none where base has none of them, or lacks the reference", () => {
    expect(suiteAtBase(suiteOf(), [cellOf({ task: "letters" })], head, base)).toBeNull();
    expect(suiteAtBase(suiteOf(), cells, head, definitionsOf(["first"], ["digits"]))).toBeNull();
  });

  test("what base lacks is named", () => {
    expect(lackOf(base, "float", cellOf({ variant: "new" }))).toBe("base has no variant new");
    expect(lackOf(base, "float", cellOf({ task: "letters" }))).toBe("base has no task letters");
    expect(lackOf(base, "other", cellOf())).toBe("base has no variant other, which trains the suite's float networks");
    expect(lackOf(base, "float", cellOf())).toBeNull();
  });
});
