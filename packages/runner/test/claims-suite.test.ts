import { resolve } from "node:path";
import type { Task } from "qat-tasks";
import { expect, test } from "vitest";
import { loadDefinitions } from "../src/definitions.ts";
import { expandSuite } from "../src/plan/expand.ts";
import { loadSuite } from "../src/plan/suite.ts";
import { findWorkspace } from "../src/workspace.ts";

const workspace = findWorkspace(resolve(import.meta.dirname, "../../.."));
const suite = await loadSuite(workspace, "claims");
const { methods } = await loadDefinitions(workspace);
const tasks = [...new Set(suite.claims.map(({ task }) => task))];
const cells = expandSuite(
  suite,
  { methods, tasks: tasks.map((name) => ({ name, entry: "-", definition: { name } as Task })) },
  ["wasm"],
);

test("every claim is about cells of the suite, five seeds for a paper's and three for this suite's own, and none is skipped", () => {
  expect(suite.claims.length).toBeGreaterThan(0);
  for (const claim of suite.claims) {
    const own = cells.filter(
      ({ cell }) => cell.variant === claim.variant && cell.task === claim.task && cell.precision === claim.precision,
    );
    const seeds = [...new Set(own.map(({ cell }) => cell.seed))].sort();
    expect(seeds.slice(0, 3), claim.title).toEqual([1, 2, 3]);
    if (claim.source.arxiv !== undefined) expect(seeds, claim.title).toEqual([1, 2, 3, 4, 5]);
    expect(
      own.flatMap(({ skip, broken }) => skip ?? broken ?? []),
      claim.title,
    ).toEqual([]);
  }
});

test("whoever is held against rounding after training is so at one bit and at two", () => {
  const held = (kind: string) =>
    suite.claims.flatMap((claim) =>
      claim.kind === kind && "against" in claim && claim.against === "ptq" ? claim : [],
    );
  expect(held("higher").map(({ variant, precision }) => [variant, precision])).toEqual(
    held("notLower").map(({ variant }) => [variant, "w1a32"]),
  );
  expect(new Set(held("notLower").map(({ precision }) => precision))).toEqual(new Set(["w2a32"]));
});
