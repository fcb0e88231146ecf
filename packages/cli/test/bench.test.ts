import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Checkout, openCheckout } from "./fixtures/checkout.ts";
import { cellProcesses, until } from "./fixtures/processes.ts";
import { addHalvesTask, addMethod, addSuite } from "./fixtures/scaffold.ts";

let checkout: Checkout;

beforeAll(async () => {
  checkout = await openCheckout({ git: true });
  await addHalvesTask(checkout);
  await addSuite(checkout, "small", { variants: ["*", "!fp32"] });
  await addMethod(checkout, "mine");
});

afterAll(() => checkout?.remove());

async function bench(...more: string[]) {
  const { code, stdout, stderr } = await checkout.run(
    "bench",
    "--suite",
    "small",
    "--device",
    "wasm",
    "--budget",
    "0.5",
    ...more,
  );
  const text = stdout + stderr;
  const trained = [...text.matchAll(/(\S+) halves w2a32 seed 1 {2}started/g)].map(([, variant]) => variant).sort();
  const [, cached, tasks] = /Cached: +(\d+) cached, (\d+) total/.exec(text) ?? [];
  return { code, text, trained, cached: Number(cached), tasks: Number(tasks) };
}

test("a first bench trains every method through turbo, a second finds all in turbo's cache and the ledger", async () => {
  expect(await bench()).toMatchObject({ code: 0, trained: ["mine", "ste"] });
  const second = await bench();
  expect(second).toMatchObject({ code: 0, trained: [], cached: second.tasks });
  expect(second.tasks).toBeGreaterThan(0);
  expect(second.text).toContain("2 of 2 cells done (2 cached)");
  expect(second.text).toMatch(/^ste +[\d.]+ *$/m);
});

test("after an edit of one method turbo runs its task alone", async () => {
  await checkout.edit("packages/methods/mine/src/index.ts", "codebooks.refit(u);", "");
  const { code, trained, cached, tasks } = await bench();
  expect({ code, trained, missed: tasks - cached }).toEqual({ code: 0, trained: ["mine"], missed: 1 });
});

test("what turbo cannot know: where the ledger is gone, its warm cache does not keep cells from training", async () => {
  await rm(join(checkout.root, "reports/ledger"), { recursive: true });
  const { code, trained, cached, tasks } = await bench();
  expect({ code, trained, missed: tasks - cached }).toEqual({ code: 0, trained: ["mine", "ste"], missed: 0 });
  expect(await checkout.records()).toHaveLength(2);
});

test("shards train their share alone, through turbo and in the run that closes", async () => {
  const shares = ["1/2", "2/2"].map((shard) => ["--budget", "0.3", "--shard", shard]);
  const first = await bench(...(shares[0] ?? []));
  const second = await bench(...(shares[1] ?? []));
  expect([first, second]).toMatchObject([
    { code: 0, trained: { length: 1 } },
    { code: 0, trained: { length: 1 } },
  ]);
  expect([...first.trained, ...second.trained].sort()).toEqual(["mine", "ste"]);
});

test("a method that fails stops no other: the report is rendered, and the exit code is 1, each time", async () => {
  await addMethod(checkout, "throws", { view: 'throw new Error("no view today");' });
  await rm(join(checkout.root, "reports"), { recursive: true });
  const { code, text } = await bench();
  expect(code).toBe(1);
  expect(text).toContain("no view today");
  expect(text).toMatch(/^throws +failed *$/m);
  expect(text).toMatch(/^ste +[\d.]+ *$/m);
  expect(await checkout.read("reports/small/index.html")).toContain("no view today");
  expect(await bench()).toMatchObject({ code: 1, trained: ["throws"] });
});

test("Ctrl-C while turbo runs ends the bench with 130, and its cells with it", async () => {
  await addMethod(checkout, "slow", {
    module: "const wait = new Int32Array(new SharedArrayBuffer(4));",
    view: "Atomics.wait(wait, 0, 0, 200);",
  });
  await addSuite(checkout, "long", { variants: ["slow"] }, { budget: 20 });
  const running = checkout.start(["bench", "--suite", "long", "--device", "wasm"]);
  await until("a cell that runs", async () => (await cellProcesses(checkout)).length > 0);
  running.interrupt();
  expect((await running.ended).code).toBe(130);
  await until("the end of its cells", async () => (await cellProcesses(checkout)).length === 0, 5);
});
