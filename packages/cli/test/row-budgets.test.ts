import { afterAll, beforeAll, expect, test } from "vitest";
import { type Checkout, openCheckout } from "./fixtures/checkout.ts";
import { addHalvesTask, addSuite } from "./fixtures/scaffold.ts";

let checkout: Checkout;

beforeAll(async () => {
  checkout = await openCheckout();
  await addHalvesTask(checkout);
  await addSuite(checkout, "two-budgets", { tasks: ["halves"], budget: 0.5 }, { budget: 0.25 });
});
afterAll(() => checkout?.remove());

async function plannedWith(...options: string[]): Promise<{ cell: { budget: number }; key: string }[]> {
  const { stdout } = await checkout.run("plan", "--suite", "two-budgets", "--json", ...options);
  return JSON.parse(stdout).cells;
}

test("a row's budget is its cells', and --budget is everybody's", async () => {
  const own = await plannedWith();
  expect(own.map(({ cell }) => cell.budget)).toEqual(own.map(() => 0.5));
  const named = await plannedWith("--budget", "0.05");
  expect(named.map(({ cell }) => cell.budget)).toEqual(own.map(() => 0.05));
});

test("the command that a page prints for a cell plans that very cell", async () => {
  const [first] = await plannedWith();
  const { stdout } = await checkout.run("report", "--suite", "two-budgets", "--json");
  const [, options = ""] = /npm run qat-bench -- run ([^"]*) --again/.exec(stdout) ?? [];
  const { stdout: again } = await checkout.run("plan", ...options.split(" "), "--json");
  expect(JSON.parse(again).cells.map(({ key }: { key: string }) => key)).toContain(first?.key);
});
