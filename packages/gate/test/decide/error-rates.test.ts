import { describe, expect, test } from "vitest";
import { decide, planCounts } from "../../src/index.ts";
import { comparison, pair, trainer } from "./trainer.ts";

const repeats = 2_000;
/** Four standard errors of a share of 5 %: what a gate at exactly 5 % may count. */
const sampling = 4 * Math.sqrt((0.05 * 0.95) / repeats);

/** A change that touches so many comparisons of two tasks, each seed of which scatters with a deviation of 0.8 points. */
interface Change {
  readonly touched: number;
  /** Seeds that the budget has for each. */
  readonly affordable: number;
  /** What it does to all of them, in points. */
  readonly shift: number;
}

/** Shares of changes of which some verdict alarms, and of verdicts that are wrong. */
async function rates({ touched, affordable, shift }: Change, count = repeats) {
  const draw = normals(touched + affordable);
  const comparisons = Array.from({ length: touched }, (_, i) => comparison(`${i}`, { task: `task ${i % 2}` }));
  const rules = { alpha: 0.05, margin: 0.5, counts: planCounts(affordable) };
  let alarms = 0;
  let wrong = 0;
  for (let repeat = 0; repeat < count; repeat++) {
    const { obtain } = trainer((_, seed) => pair(seed, 90 + 0.8 * draw(), 90 + shift + 0.8 * draw()));
    const decided = await decide(comparisons, rules, obtain);
    const kinds = [...decided.comparisons.values(), ...decided.tasks.values()].map(({ kind }) => kind);
    if (kinds.includes("regression")) alarms += 1;
    const untrue = { regression: shift >= 0, improvement: shift <= 0, equivalent: Math.abs(shift) >= 0.5 };
    if (kinds.some((kind) => untrue[kind as keyof typeof untrue])) wrong += 1;
  }
  return { alarms: alarms / count, wrong: wrong / count };
}

/** Normally distributed numbers with mean 0 and deviation 1 (Box and Muller 1958), from a multiply-with-carry of 32 bits. */
function normals(seed: number): () => number {
  let state = BigInt(seed) * 2654435769n + 88172645463325252n;
  const uniform = () => {
    state = (state & 0xffffffffn) * 4294957665n + (state >> 32n);
    return (Number(state & 0xffffffffn) + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

describe("nothing changed for the worse or the better", () => {
  test.each([
    { touched: 1, affordable: 24, shift: 0 },
    { touched: 4, affordable: 24, shift: 0 },
    { touched: 4, affordable: 10, shift: 0 },
    { touched: 30, affordable: 5, shift: 0 },
  ])("$touched comparisons with $affordable seeds: at most 5 % have any wrong verdict", async (change) => {
    const { alarms, wrong } = await rates(change);
    expect(wrong).toBeLessThan(0.05 + sampling);
    expect(alarms).toBeLessThan(0.025 + sampling);
    // A gate that never alarms would pass as well, and is caught below.
  });
});

describe("a point is lost", () => {
  test.each([
    // Predicted from the noncentral t distribution: with 24 seeds each of four has a power of 0.87 at its last look alone.
    { touched: 4, affordable: 24, shift: -1, least: 0.99 },
    { touched: 4, affordable: 10, shift: -1, least: 0.9 },
    // In every method at once: three seeds show none of 60 alone, and the mean of 30 in more than three of four changes.
    { touched: 60, affordable: 3, shift: -1, least: 0.75 },
  ])("in $touched comparisons with $affordable seeds: at least $least alarm", async ({ least, ...change }) => {
    const { alarms, wrong } = await rates(change, 500);
    expect(alarms).toBeGreaterThan(least);
    expect(wrong).toBeLessThan(0.05 + 2 * sampling);
  });
});

test("a difference of just the margin is called equivalent in at most 5 %", async () => {
  const { wrong } = await rates({ touched: 1, affordable: 24, shift: -0.5 });
  expect(wrong).toBeLessThan(0.05 + sampling);
});
