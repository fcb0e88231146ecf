import { planLooks, tInterval } from "qat-stats";
import { expect, test } from "vitest";
import { type Comparison, decide, type Pair, type Verdict } from "../../src/index.ts";
import { comparison, pair, type Trainer, trainer } from "./trainer.ts";

const rules = { alpha: 0.05, margin: 0.5, counts: [3, 6, 12] };

async function kinds(comparisons: readonly Comparison[], { obtain }: Trainer): Promise<string[]> {
  const { comparisons: verdicts } = await decide(comparisons, rules, obtain);
  return comparisons.map((each) => verdicts.get(each)?.kind ?? "none");
}

/** Differences around a shift that repeat every third seed: -0.1, 0, 0.1. */
function shifted(shift: number): (id: string, seed: number) => Pair {
  return (_, seed) => pair(seed, 90, 90 + shift + 0.1 * ((seed % 3) - 1));
}

test("one seed with the same weights says identical, and no second one is trained", async () => {
  const session = trainer((_, seed) => pair(seed, 90, 90, true));
  const one = comparison("one");
  const { comparisons, tasks } = await decide([one], rules, session.obtain);
  expect(comparisons.get(one)).toEqual({ kind: "identical", seeds: 1 });
  expect(session.trained).toEqual({ one: 1 });
  expect(tasks.size).toBe(0);
});

test("equal scores of other weights are no identity, and what one example is worth keeps their interval open", async () => {
  const session = trainer((_, seed) => pair(seed, 90, 90));
  const one = comparison("one", { resolution: 0.01 });
  const verdict = (await decide([one], rules, session.obtain)).comparisons.get(one) as Measured;
  expect(verdict.kind).toBe("equivalent");
  expect(verdict.difference.high).toBeGreaterThan(0);
});

type Measured = Extract<Verdict, { difference: unknown }>;

test("the interval is the first look's, by hand: differences 2.0, 2.1, 1.9 at the confidence of three of twelve seeds", async () => {
  const session = trainer(shifted(2));
  const one = comparison("one");
  const verdict = (await decide([one], rules, session.obtain)).comparisons.get(one) as Measured;
  // alpha (3 / 12)^2 = 0.003125; with q = 1 - 0.0015625 and 2 degrees of freedom t = (2q - 1) / sqrt(2q (1 - q)) = 17.8466,
  // so the interval is 2 +- 17.8466 * 0.1 / sqrt(3).
  expect(verdict.kind).toBe("improvement");
  expect(verdict.difference.confidence).toBeCloseTo(1 - 0.05 / 16, 12);
  expect(verdict.difference.low).toBeCloseTo(2 - 1.03037, 4);
  expect(session.trained).toEqual({ one: 3 });
});

test.each([
  [-2, "regression"],
  [2, "improvement"],
  [0, "equivalent"],
  // A loss that is known and does not matter.
  [-0.2, "equivalent"],
])("head is %d better, with a tenth of spread: %s", async (shift, kind) => {
  expect(await kinds([comparison("one")], trainer(shifted(shift)))).toEqual([kind]);
});

test("where lower is better a higher score is a regression, and its difference is negative", async () => {
  const perplexity = comparison("one", { direction: "lower" });
  const { comparisons } = await decide([perplexity], rules, trainer(shifted(2)).obtain);
  expect(comparisons.get(perplexity)).toMatchObject({ kind: "regression" });
  expect((comparisons.get(perplexity) as Measured).difference.estimate).toBeCloseTo(-2, 12);
});

test("what is decided is trained no further, what is not goes to the last look", async () => {
  const session = trainer((id, seed) => (id === "clear" ? shifted(-3)(id, seed) : pair(seed, 90, seed % 2 ? 93 : 87)));
  const verdicts = await kinds([comparison("clear"), comparison("noisy", { task: "clothes" })], session);
  expect(verdicts).toEqual(["regression", "inconclusive"]);
  expect(session.trained).toEqual({ clear: 3, noisy: 12 });
});

test("an inconclusive one says what could have been seen: 3.2 deviations over the root of the seeds, and a little more", async () => {
  const noisy = comparison("noisy");
  const session = trainer((_, seed) => pair(seed, 90, seed % 2 ? 93 : 87));
  const { difference, detectable } = (await decide([noisy], rules, session.obtain)).comparisons.get(noisy) as Measured;
  expect(difference.count).toBe(12);
  // s = 3 sqrt(12 / 11) = 3.133; normal quantiles 2.018 + 1.282 = 3.30 at the last look's confidence, Student's more.
  expect(detectable).toBeGreaterThan((3.3 * 3.133) / Math.sqrt(12));
  expect(detectable).toBeLessThan((4.2 * 3.133) / Math.sqrt(12));
});

test("two comparisons of two tasks share alpha", async () => {
  const both = [comparison("a"), comparison("b", { task: "clothes" })];
  const { comparisons, tasks } = await decide(both, rules, trainer(shifted(2)).obtain);
  for (const verdict of comparisons.values()) {
    expect((verdict as Measured).difference.confidence).toBeCloseTo(1 - 0.025 / 16, 12);
  }
  expect(tasks.size).toBe(0);
});

test("comparisons that are identical cost no share of alpha", async () => {
  const both = [comparison("same"), comparison("other")];
  const session = trainer((id, seed) => (id === "same" ? pair(seed, 90, 90, true) : shifted(2)(id, seed)));
  const { comparisons } = await decide(both, rules, session.obtain);
  expect((comparisons.get(both[1] as Comparison) as Measured).difference.confidence).toBeCloseTo(1 - 0.05 / 16, 12);
});

test("a loss that all comparisons of a task share shows in their mean, where none shows it alone", async () => {
  const ids = Array.from({ length: 8 }, (_, i) => `method ${i}`);
  // Each method gains or loses 2 by turns, and half of them when the other half does not.
  const session = trainer((id, seed) => pair(seed, 90, 89 + 2 * (-1) ** (seed + Number(id.at(-1))) + 0.01 * seed));
  const all = ids.map((id) => comparison(id));
  const { comparisons, tasks } = await decide(all, rules, session.obtain);
  expect([...comparisons.values()].map(({ kind }) => kind)).toEqual(ids.map(() => "inconclusive"));
  const whole = tasks.get("digits") as Measured;
  expect(whole.kind).toBe("regression");
  expect(whole.difference.estimate).toBeCloseTo(-0.935, 10);
  // Half of alpha for the one task, at its last look: 1 - (6 / 12)^2 of it.
  expect(whole.difference.confidence).toBeCloseTo(1 - 0.025 * 0.75, 12);
});

test("the mean of a task is of the seeds that all its comparisons completed", async () => {
  const both = [comparison("a"), comparison("b")];
  const session = trainer((id, seed) => {
    const made = pair(seed, 90, 90 + 0.1 * seed);
    return id === "b" && seed === 2 ? { ...made, base: { status: "diverged", reason: "loss is NaN" } } : made;
  }, 3);
  const { tasks } = await decide(both, { ...rules, counts: [3] }, session.obtain);
  expect((tasks.get("digits") as Measured).difference).toMatchObject({ count: 2 });
  expect((tasks.get("digits") as Measured).difference.estimate).toBeCloseTo(0.2, 12);
});

test("a seed that head alone does not complete fails at once, whatever the others score", async () => {
  const session = trainer((_, seed) =>
    seed === 2 ? { ...pair(2, 90, 91), head: { status: "diverged", reason: "loss is NaN" } } : pair(seed, 90, 91),
  );
  const one = comparison("one");
  const { comparisons } = await decide([one], rules, session.obtain);
  expect(comparisons.get(one)).toEqual({ kind: "failed", seed: 2, reason: "diverged: loss is NaN" });
  expect(session.trained).toEqual({ one: 3 });
});

test("what base never completes is not comparable", async () => {
  const session = trainer((_, seed) => ({ ...pair(seed, 90, 90), base: { status: "timed-out", reason: "60 s" } }));
  const one = comparison("one");
  const { comparisons } = await decide([one], rules, session.obtain);
  expect(comparisons.get(one)).toEqual({
    kind: "not-comparable",
    reason: "base completes no seed; timed-out: 60 s",
  });
});

test("a budget that ends leaves a verdict on the seeds that came, with all of alpha that is left", async () => {
  const session = trainer(shifted(-0.75), 5);
  const one = comparison("one");
  const { comparisons } = await decide([one], rules, session.obtain);
  const verdict = comparisons.get(one) as Measured;
  const looks = planLooks([3, 5], 0.05);
  const differences = [1, 2, 3, 4, 5].map((seed) => -0.75 + 0.1 * ((seed % 3) - 1));
  const expected = tInterval(differences, looks[1]?.confidence ?? 0);
  expect(verdict.kind).toBe("regression");
  expect(verdict.difference.high).toBeCloseTo(expected.high, 10);
});

test.each([0, 1])("a budget for %d seeds leaves it untrained", async (budget) => {
  expect(await kinds([comparison("one")], trainer(shifted(-3), budget))).toEqual(["untrained"]);
});

test("nothing to compare is decided", async () => {
  const { comparisons, tasks } = await decide([], rules, trainer(shifted(0)).obtain);
  expect([comparisons.size, tasks.size]).toEqual([0, 0]);
});
