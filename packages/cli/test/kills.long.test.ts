import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { seedFrom } from "qat-core";
import type { CellRecord } from "qat-ledger";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Checkout, openCheckout } from "./fixtures/checkout.ts";
import type { Running } from "./fixtures/child.ts";
import { cellProcesses, until } from "./fixtures/processes.ts";
import { addHalvesTask, addMethod, addSuite } from "./fixtures/scaffold.ts";

let checkout: Checkout;

beforeAll(async () => {
  checkout = await openCheckout();
  await addHalvesTask(checkout);
  await addMethod(checkout, "paced", {
    module: "const wait = new Int32Array(new SharedArrayBuffer(4));",
    view: "Atomics.wait(wait, 0, 0, 100);",
  });
  await addMethod(checkout, "hangs", { view: "while (at.step === 3);" });
});

afterAll(() => checkout?.remove());

const kills = 20;
const seeds = Array.from({ length: 10 }, (_, i) => i + 1);
/** In [0, 1), the same in every run of the test. */
const draw = (...names: (string | number)[]) => seedFrom("kills", ...names) / 2 ** 32;

function hashes(records: readonly CellRecord[]): Record<string, string> {
  return Object.fromEntries(
    records.map((record) => [record.key, record.status === "completed" ? record.weightHash : record.status]),
  );
}

async function killRunner(runner: Running): Promise<void> {
  runner.kill();
  await runner.ended;
  const killedAt = Date.now();
  await until("the end of its cells", async () => (await cellProcesses(checkout)).length === 0, 5);
  expect(Date.now() - killedAt).toBeLessThan(1_000);
}

test(`after ${kills} kills at random moments the ledger ends complete, as if there had been none`, async () => {
  await addSuite(checkout, "killed", { variants: ["paced", "ste"], seeds }, { budget: 2 });
  const command = ["run", "--suite", "killed", "--checkpoint-seconds", "1"];
  const killed = { cells: 0, runners: 0, amidCells: 0 };
  let runner = checkout.start(command);
  /** A run ends by itself where a kill failed its last cell: the next one tries that again. */
  const keepRunning = async () => {
    if (await Promise.race([runner.ended, pause(0, null)])) runner = checkout.start(command);
  };
  for (let kill = 0; kill < kills; kill++) {
    if (draw(kill, "when") < 0.25) await pause(3_000 * draw(kill, "moment"));
    else {
      await until("a cell that runs", async () => {
        await keepRunning();
        return (await cellProcesses(checkout)).length > 0;
      });
      await pause(1_500 * draw(kill, "moment"));
    }
    await keepRunning();
    const cells = await cellProcesses(checkout);
    if (cells.length > 0) killed.amidCells += 1;
    const cell = cells[Math.floor(draw(kill, "which") * cells.length)];
    if (cell !== undefined && draw(kill, "whom") < 0.5) {
      process.kill(cell, "SIGKILL");
      killed.cells += 1;
    } else {
      await killRunner(runner);
      killed.runners += 1;
      runner = checkout.start(command);
    }
  }
  await runner.ended;
  const last = await checkout.run(...command);
  expect(last).toMatchObject({ code: 0, stderr: "" });
  expect(killed.cells).toBeGreaterThan(3);
  expect(killed.runners).toBeGreaterThan(3);
  expect(killed.amidCells).toBeGreaterThanOrEqual(kills / 2);

  const { cells } = JSON.parse((await checkout.run("plan", "--suite", "killed", "--json")).stdout);
  const records = await checkout.records();
  expect(Object.keys(hashes(records)).sort()).toEqual(cells.map(({ key }: { key: string }) => key).sort());
  expect(records).toHaveLength(2 * seeds.length);

  const untouched = await checkout.run("run", "--suite", "killed", "--ledger", "reports/untouched", "--json");
  expect(hashes(records)).toEqual(hashes(JSON.parse(untouched.stdout).records));
});

test("a cell that hangs outlives its runner by less than a second", async () => {
  await addSuite(checkout, "hanging", { variants: ["hangs"], seeds: [1, 2] });
  const runner = checkout.start(["run", "--suite", "hanging"]);
  await until("both cells", async () => (await cellProcesses(checkout)).length === 2);
  await pause(3_000);
  await killRunner(runner);
});

test("a convolutional network with quantized activations goes on from its checkpoint bit for bit", async () => {
  const lenet = { tasks: ["lenet5-mnist"], precisions: ["w2a2"] };
  await addSuite(checkout, "lenet", lenet, { budget: 0.3 });
  const command = ["run", "--suite", "lenet", "--checkpoint-seconds", "1"];
  const runner = checkout.start(command);
  const { cells } = JSON.parse((await checkout.run("plan", "--suite", "lenet", "--json")).stdout);
  const key = cells[0].key as string;
  const checkpoint = join(checkout.root, "reports/ledger/checkpoints", `${key}.bin`);
  await until("a checkpoint", () => readFile(checkpoint).catch(() => false as const), 120);
  await killRunner(runner);
  expect((await checkout.run(...command)).code).toBe(0);
  const resumed = (await checkout.records()).filter((record) => record.key === key);
  const whole = await checkout.run("run", "--suite", "lenet", "--ledger", "reports/untouched", "--json");
  expect(resumed).toHaveLength(1);
  expect(hashes(resumed)).toEqual(hashes(JSON.parse(whole.stdout).records));
});
