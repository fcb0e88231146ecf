import { expect, test } from "vitest";
import { type MutantRuns, scenariosOf } from "../../src/calibrate/scenarios.ts";
import type { Outcome, Pool } from "../../src/index.ts";
import { comparison } from "../decide/trainer.ts";

function pool(id: string, scores: readonly number[], direction: "higher" | "lower" = "higher"): Pool {
  return { comparison: comparison(id, { direction }), runs: scores.map((score, i) => run(score, i)), seconds: 5 };
}

function run(score: number, seed: number): Outcome {
  return { status: "completed", score, weightHash: `${seed}` };
}

const diverged: Outcome = { status: "diverged", reason: "loss is NaN" };
const [a, b] = [pool("a", [90, 91]), pool("b", [80, 82])];
const methods = [
  { method: "one", pools: [a] },
  { method: "two", pools: [b] },
];
const mutant = { name: "scale-doubled", description: "Twice as wide.", path: "scale-doubled.patch" };

test("nothing changed and planted losses, in one method and in all", () => {
  const scenarios = scenariosOf(methods, []);
  expect(scenarios.map(({ kind, name, shift }) => [kind, name, shift])).toEqual([
    ["unchanged", "one method", null],
    ["unchanged", "every method", null],
    ["shift", "one method", 1],
    ["shift", "every method", 0.25],
    ["shift", "every method", 0.5],
    ["shift", "every method", 1],
  ]);
  expect(scenarios[0]?.changes.map(({ pools }) => pools)).toEqual([[a], [b]]);
  expect(scenarios[1]?.changes.map(({ pools }) => pools)).toEqual([[a, b]]);
  expect(scenarios.flatMap(({ changes }) => changes).every(({ paired }) => !paired)).toBe(true);
});

test("a planted loss is one whatever direction is better, and spares what did not complete", () => {
  const perplexity = pool("c", [200, 210], "lower");
  const broken: Pool = { ...a, runs: [diverged, run(91, 1)] };
  const [, , planted] = scenariosOf([{ method: "three", pools: [perplexity, broken] }], []);
  const headOf = planted?.changes[0].headOf;
  expect(headOf?.(perplexity, 1)).toMatchObject({ score: 211 });
  expect(headOf?.(broken, 1)).toMatchObject({ score: 90 });
  expect(headOf?.(broken, 0)).toEqual(diverged);
});

test("a mutant is paired by seed, and its effect is the mean of what completed on both sides", () => {
  const runs: MutantRuns["runs"] = new Map([
    [a, [run(89, 0), diverged]],
    [b, [run(79, 0), run(77, 1)]],
  ]);
  const scenario = scenariosOf(methods, [{ mutant, runs }]).at(-1);
  expect(scenario).toMatchObject({ kind: "mutant", name: "scale-doubled", description: "Twice as wide.", shift: null });
  // -1, -1 and -5
  expect(scenario?.effect).toBeCloseTo(-7 / 3, 12);
  const [change] = scenario?.changes ?? [];
  expect(change).toMatchObject({ paired: true, pools: [a, b] });
  expect(change?.headOf?.(a, 1)).toEqual(diverged);
});

test("a mutant that touches nothing, and a suite without cells, are no scenarios", () => {
  expect(scenariosOf(methods, [{ mutant, runs: new Map() }])).toHaveLength(6);
  expect(scenariosOf([], [])).toEqual([]);
});
