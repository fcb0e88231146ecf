import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Checkout, openCheckout } from "./fixtures/checkout.ts";
import { addHalvesTask, addMethod, addSuite } from "./fixtures/scaffold.ts";

let checkout: Checkout;

beforeAll(async () => {
  checkout = await openCheckout();
  await addHalvesTask(checkout);
  await addMethod(checkout, "warm", { startsFrom: "float" });
  await addSuite(checkout, "quick", { variants: ["ste", "warm"], seeds: [1, 2] });
});
afterAll(() => checkout?.remove());

async function plannedCells(...args: string[]): Promise<string[]> {
  const { code, stdout } = await checkout.run("plan", "--suite", "quick", "--json", ...args);
  expect(code).toBe(0);
  const { cells } = JSON.parse(stdout) as { cells: { key: string; cell: { variant: string; seed: number } }[] };
  return cells.map(({ cell }) => `${cell.variant} ${cell.seed}`);
}

describe("shards", () => {
  test("have each cell once, and with it the float cell that it starts from", async () => {
    const whole = await plannedCells();
    const [first, second] = [await plannedCells("--shard", "1/2"), await plannedCells("--shard", "2/2")];
    expect([...new Set([...first, ...second])].sort()).toEqual(whole.toSorted());
    expect(first.length).toBeLessThan(whole.length);
    for (const cells of [first, second]) {
      for (const warm of cells.filter((cell) => cell.startsWith("warm"))) {
        expect(cells).toContain(warm.replace("warm", "fp32"));
      }
    }
    const twice = first.filter((cell) => second.includes(cell));
    expect(twice.filter((cell) => !cell.startsWith("fp32"))).toEqual([]);
  });

  test("that have none of the cells that were asked for train nothing; a cell that no shard has is an error", async () => {
    const one = ["--variant", "ste", "--seed", "1", "--shard"];
    const shares = [await plannedCells(...one, "1/2"), await plannedCells(...one, "2/2")];
    expect(shares.toSorted()).toEqual([[], ["ste 1"]]);
    const none = await checkout.run("plan", "--suite", "quick", "--seed", "9", "--shard", "1/2");
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining("has no such cell") });
  });

  test("trained apart and merged, are the suite: a run finds everything in it", async () => {
    for (const share of ["1/2", "2/2"]) {
      const ledger = `reports/share-${share[0]}`;
      expect(await checkout.run("run", "--suite", "quick", "--shard", share, "--ledger", ledger)).toMatchObject({
        code: 0,
      });
    }
    const merge = await checkout.run("ledger", "merge", "reports/share-1", "reports/share-2");
    expect(merge).toMatchObject({ code: 0 });
    const run = await checkout.run("run", "--suite", "quick");
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining("6 of 6 cells done (6 cached)") });
  });

  test.each(["0/2", "3/2", "1", "1/0", "a/b", "-1/2"])("%s is none: exit code 2", async (value) => {
    const { code, stderr } = await checkout.run("plan", "--suite", "quick", "--shard", value);
    expect(code).toBe(2);
    expect(stderr).toContain("a shard is written i/n, with i from 1 to n, as 2/4.");
  });
});
