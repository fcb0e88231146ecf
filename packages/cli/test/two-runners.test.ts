import { availableParallelism } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Checkout, openCheckout } from "./fixtures/checkout.ts";
import { addHalvesTask, addMethod, addSuite } from "./fixtures/scaffold.ts";

let checkout: Checkout;
let other: Checkout;

beforeEach(async () => {
  checkout = await openCheckout();
  other = await openCheckout({ slots: join(checkout.root, "node_modules/.slots") });
  for (const each of [checkout, other]) {
    await addHalvesTask(each);
    // Notes when its process trains from and until; in one file for both checkouts.
    await addMethod(each, "noted", {
      imports: 'import { appendFileSync } from "node:fs";',
      module: `const note = (what) => appendFileSync(${JSON.stringify(join(checkout.root, "notes.txt"))}, what + " " + Date.now() + "\\n"); let begun = false;`,
      // A cell's process starts the rule twice: it trains it, then draws its map.
      start: 'if (!begun) { begun = true; note("begin"); process.on("exit", () => note("end")); }',
      // Long enough that cells of the two checkouts would overlap if the slots did not keep them apart.
      view: "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 40);",
    });
    await addSuite(each, "noted", { variants: ["noted"], seeds: [1, 2, 3, 4, 5, 6] });
  }
});

afterEach(async () => {
  await Promise.all([checkout?.remove(), other?.remove()]);
});

/** How many processes trained, and how many of them at once at most. */
async function processes() {
  const notes = (await checkout.read("notes.txt")).trim().split("\n");
  let now = 0;
  let most = 0;
  for (const note of notes) {
    now += note.startsWith("begin") ? 1 : -1;
    most = Math.max(most, now);
  }
  expect(now).toBe(0);
  return { count: notes.length / 2, most };
}

test("two runners on one ledger train each cell once and both get all records", async () => {
  const ends = await Promise.all([1, 2].map(() => checkout.run("run", "--suite", "noted", "--json")));
  expect(ends.map(({ code }) => code)).toEqual([0, 0]);
  const [one, two] = ends.map(({ stdout }) => JSON.parse(stdout).records);
  expect(one).toHaveLength(6);
  expect(two).toEqual(one);
  expect(await checkout.records()).toHaveLength(6);
  const { count, most } = await processes();
  expect(count).toBe(6);
  expect(most).toBeLessThanOrEqual(availableParallelism());
});

test("two checkouts on one machine never run more cells at a time than it has cores", async () => {
  const ends = await Promise.all([checkout, other].map((each) => each.run("run", "--suite", "noted")));
  expect(ends.map(({ code }) => code)).toEqual([0, 0]);
  const { count, most } = await processes();
  expect(count).toBe(12);
  expect(most).toBeLessThanOrEqual(availableParallelism());
});
