import { readdir, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openLedger, recordVersion } from "qat-ledger";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Checkout, openCheckout } from "./fixtures/checkout.ts";
import { addHalvesTask, addMethod, addSuite } from "./fixtures/scaffold.ts";

let checkout: Checkout;
let ledger: string;

beforeAll(async () => {
  checkout = await openCheckout();
  ledger = join(checkout.root, "reports/ledger");
  await addHalvesTask(checkout);
  await addSuite(checkout, "quick", { seeds: [1, 2] });
  expect((await checkout.run("run", "--suite", "quick")).code).toBe(0);
});

afterAll(() => checkout?.remove());

async function twoRecords() {
  const records = (await checkout.records()).sort((a, b) => a.cell.seed - b.cell.seed);
  expect(records).toMatchObject([{ status: "completed" }, { status: "completed" }]);
  const [first, second] = records;
  if (!first || !second) throw new Error("there are not two records");
  return { first, second };
}

describe("a ledger that cannot be written", () => {
  test("is said before anything trains", async () => {
    const { code, stdout, stderr } = await checkout.run("run", "--suite", "quick", "--ledger", "turbo.json/ledger");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^qat-bench: the ledger cannot be written: turbo\.json\/ledger\n.*ENOTDIR/);
    expect(stderr).toMatch(/to do: make the folder writable, or name another with --ledger\n$/);
  });

  test("while cells train, ends the run in words and not in waiting for ever", async () => {
    // The cell itself makes a folder where its record would be: a user who may write anywhere cannot write there.
    await addMethod(checkout, "blocks", {
      startsFrom: "scratch",
      imports: 'import { mkdirSync, readdirSync } from "node:fs";',
      start: `for (const name of readdirSync("reports/blocked/locks")) mkdirSync("reports/blocked/" + name.replace(".lock", ".json"), { recursive: true });`,
    });
    await addMethod(checkout, "waits", { startsFrom: "float" });
    await addSuite(checkout, "blocked", { variants: ["waits"] }, { reference: "blocks" });
    const { code, stderr } = await checkout.run("run", "--suite", "blocked", "--ledger", "reports/blocked");
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^qat-bench: the ledger cannot be written: .*reports\/blocked\/[0-9a-f]{32}\.json\n.*EISDIR/,
    );
    expect(stderr).toMatch(/to do: make the folder writable/);
  });
});

describe("a corrupt record", () => {
  const corruptions: [what: string, corrupt: (path: string) => Promise<void>, why: string][] = [
    ["cut off", (path) => truncate(path, 100), "it is no JSON: empty, or cut off"],
    ["empty", (path) => truncate(path, 0), "it is no JSON: empty, or cut off"],
    ["of another shape", (path) => writeFile(path, '{"version":1,"status":"completed"}'), "key: "],
  ];

  test.each(corruptions)("%s: is set aside, said, and its cell runs again", async (_what, corrupt, why) => {
    const { first, second } = await twoRecords();
    await corrupt(join(ledger, `${second.key}.json`));
    const asideBefore = (await readdir(ledger)).filter((name) => name.includes(".corrupt-")).length;

    const { code, stdout, stderr } = await checkout.run("run", "--suite", "quick");
    expect(code).toBe(0);
    expect(stderr).toContain("set aside a corrupt file of the ledger, its cell runs again: ");
    expect(stderr).toContain(why);
    expect(stdout).toContain("2 of 2 cells done (1 cached)");
    const after = await twoRecords();
    expect(after.first).toEqual(first);
    expect(after.second).toMatchObject({ key: second.key });
    expect(after.second.startedAt > second.startedAt).toBe(true);
    expect((await readdir(ledger)).filter((name) => name.includes(".corrupt-"))).toHaveLength(asideBefore + 1);
  });

  test("is set aside once where several find it at the same moment", async () => {
    const { second } = await twoRecords();
    await truncate(join(ledger, `${second.key}.json`), 50);
    const warnings: string[] = [];
    const ledgers = await Promise.all(
      Array.from({ length: 4 }, () => openLedger(ledger, (text) => warnings.push(text))),
    );
    expect(await Promise.all(ledgers.map((each) => each.read(second.key)))).toEqual([null, null, null, null]);
    expect(warnings).toHaveLength(1);
    expect((await checkout.run("run", "--suite", "quick")).code).toBe(0);
  });
});

test("a record by a newer version is refused and stays as it is", async () => {
  const { second } = await twoRecords();
  const path = `reports/ledger/${second.key}.json`;
  const newer = JSON.stringify({ ...second, version: recordVersion + 1, field: "of a later day" });
  await checkout.write(path, newer);
  const { code, stdout, stderr } = await checkout.run("run", "--suite", "quick");
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  const schemas = `schema ${recordVersion + 1}, this one reads up to ${recordVersion}`;
  expect(stderr).toContain(`written by a newer version of the suite (${schemas})`);
  expect(stderr).toMatch(/to do: update this checkout, or name another ledger\n$/);
  expect(await checkout.read(path)).toBe(newer);
});
