import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Checkout, openCheckout } from "./fixtures/checkout.ts";
import { addHalvesTask, addSuite } from "./fixtures/scaffold.ts";

/** A claim whose verdict is sure: a loss is above 0, and after training below 10. */
const claim = {
  title: "Its loss stays small",
  source: { name: "A paper", arxiv: "1308.3432", where: "table 1" },
  figure: { of: "curve", curve: "loss", take: "last" },
  task: "halves",
  precision: "w2a32",
  kind: "within",
  variant: "ste",
  bound: 10,
};
const claims = [claim, { ...claim, title: "Its loss is below nothing", bound: 0 }];
const command = ["--suite", "claimed"];

let checkout: Checkout;
beforeAll(async () => {
  checkout = await openCheckout();
  await addHalvesTask(checkout);
  await addSuite(checkout, "claimed", { seeds: [1, 2, 3] }, { claims });
});
afterAll(() => checkout?.remove());

test("after a part of the run nothing is measured, and the missing cells are named once", async () => {
  const { code, stdout } = await checkout.run("run", ...command, "--seed", "1");
  expect(stdout).toContain("2 claims: 2 not measured.");
  expect(stdout).toMatch(
    /^not measured +- +- +- +ste, w2a32 +Its loss stays small +A paper, table 1, arXiv:1308\.3432 *$/m,
  );
  expect(stdout.split("  ste halves w2a32 seed 2, 3: no record yet")).toHaveLength(2);
  expect(code).toBe(0);
});

describe("after the whole run", () => {
  let run: Awaited<ReturnType<Checkout["run"]>>;
  beforeAll(async () => {
    run = await checkout.run("run", ...command);
  });

  test("each claim has its verdict, interval and n, after the scores", () => {
    expect(run.stdout).toContain("2 claims: 1 reproduced, 1 not reproduced.");
    expect(run.stdout).toMatch(/^reproduced +0\.\d+ +0?[\d.]+ to [\d.]+ +3 +ste, w2a32 +Its loss stays small/m);
    expect(run.stdout).toMatch(/^not reproduced +0\.\d+ .* +3 +ste, w2a32 +Its loss is below nothing/m);
    expect(run.stdout.indexOf("variant (controlled)")).toBeLessThan(run.stdout.indexOf("2 claims"));
  });

  test("what was not reproduced is a result, no failure", () => {
    expect(run.code).toBe(0);
  });

  test("a report prints the same table, and its page has it", async () => {
    const { stdout } = await checkout.run("report", ...command);
    expect(stdout).toMatch(/^reproduced +0\.\d+/m);
    const table = stdout.slice(0, stdout.indexOf("report: "));
    expect(run.stdout).toContain(table);
    expect(await checkout.read("reports/claimed/index.html")).toContain("2 claims: 1 reproduced, 1 not reproduced.");
  });

  test("--json carries the verdicts with their numbers", async () => {
    const { stdout } = await checkout.run("run", ...command, "--json");
    const { claims: decisions, records } = JSON.parse(stdout);
    const ends = records.map(
      ({ curves }: { curves: { name: string; points: number[][] }[] }) =>
        curves.find(({ name }) => name === "loss")?.points.at(-1)?.[1],
    );
    expect(decisions).toMatchObject([
      {
        claim,
        device: "wasm",
        verdict: "reproduced",
        threshold: { side: "below", value: 10, inclusive: false },
        interval: { confidence: 0.95, count: 3 },
        replicates: [1, 2, 3].map((seed, i) => ({ seed, value: ends[i] })),
      },
      { verdict: "not reproduced" },
    ]);
    const view = JSON.parse((await checkout.run("report", ...command, "--json")).stdout);
    expect(view.claims.rows).toMatchObject([{ verdict: "reproduced" }, { verdict: "not reproduced" }]);
  });
});

test("a claim about a cell that the suite lacks is bad usage, and named", async () => {
  await addSuite(checkout, "misspelt", {}, { claims: [{ ...claim, variant: "stee" }] });
  const { code, stderr } = await checkout.run("plan", "--suite", "misspelt");
  expect(stderr).toContain("Its loss stays small: stee halves w2a32");
  expect(code).toBe(2);
});

test("a suite without claims prints none, and has none in its JSON", async () => {
  await addSuite(checkout, "silent");
  expect((await checkout.run("run", "--suite", "silent")).stdout).not.toContain("claim");
  expect(JSON.parse((await checkout.run("run", "--suite", "silent", "--json")).stdout).claims).toEqual([]);
});
