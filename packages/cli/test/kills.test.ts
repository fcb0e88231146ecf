import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Checkout, openCheckout } from "./fixtures/checkout.ts";
import { cellProcesses, until } from "./fixtures/processes.ts";
import { addHalvesTask, addMethod, addSuite } from "./fixtures/scaffold.ts";

const stepSeconds = 0.1;
const steps = 32;

let checkout: Checkout;

beforeEach(async () => {
  checkout = await openCheckout();
  await addHalvesTask(checkout);
  await addMethod(checkout, "hangs", { view: "while (at.step === 3);" });
  // Notes every step that it takes, and takes its time.
  await addMethod(checkout, "paced", {
    imports: 'import { appendFileSync } from "node:fs";',
    module: "const wait = new Int32Array(new SharedArrayBuffer(4));",
    view: `appendFileSync("steps.txt", at.step + "\\n"); Atomics.wait(wait, 0, 0, ${stepSeconds * 1000});`,
  });
});

afterEach(() => checkout?.remove());

const recordOf = async (variant: string) => (await checkout.records()).find(({ cell }) => cell.variant === variant);
const stepsSeen = async () => (await checkout.read("steps.txt")).trim().split("\n").map(Number);
const filesIn = (folder: string) => readdir(join(checkout.root, "reports/ledger", folder)).catch(() => []);

async function oneCell() {
  return until("a cell's process", async () => (await cellProcesses(checkout))[0]);
}

test("a cell that is killed after a checkpoint goes on from there in the next run, bit for bit, its clock included", async () => {
  await addSuite(checkout, "paced", { variants: ["paced", "ste"] });
  const command = ["run", "--suite", "paced", "--checkpoint-seconds", "0.5"];
  const first = checkout.start([...command, "--variant", "paced"]);
  await until("a checkpoint", async () => (await filesIn("checkpoints")).some((name) => name.endsWith(".bin")));
  process.kill(await oneCell(), "SIGKILL");
  expect((await first.ended).code).toBe(1);
  expect(await recordOf("paced")).toMatchObject({
    status: "failed",
    stage: "train",
    reason: "its process ended without a result: killed by SIGKILL",
  });
  const before = await stepsSeen();

  expect((await checkout.run(...command)).code).toBe(0);
  const after = (await stepsSeen()).slice(before.length);
  expect(after[0]).toBeGreaterThan(0);
  expect(after.at(-1)).toBe(steps - 1);
  const resumed = await recordOf("paced");
  expect(resumed).toMatchObject({
    status: "completed",
    steps,
    attempts: [{ status: "failed", reason: expect.stringContaining("SIGKILL") }],
  });
  // The second process alone waited for less.
  expect(resumed?.status === "completed" && resumed.seconds.train).toBeGreaterThan(steps * stepSeconds);
  expect(await filesIn("checkpoints")).toEqual([]);
  expect(await recordOf("ste")).toMatchObject({ status: "completed" });

  const whole = join(checkout.root, "reports/whole");
  await checkout.run("run", "--suite", "paced", "--variant", "paced", "--ledger", whole);
  const uninterrupted = JSON.parse(await readFile(join(whole, `${resumed?.key}.json`), "utf8"));
  expect(resumed).toMatchObject({ weightHash: uninterrupted.weightHash, metric: uninterrupted.metric });
  const curves = (record: typeof resumed) => (record?.status === "completed" ? record.curves : "none");
  expect(curves(resumed)).toEqual(curves(uninterrupted));
});

test("when the runner is killed its cells end within a second, a hanging one too, and the next run completes the ledger", async () => {
  await addSuite(checkout, "killed", { variants: ["hangs", "paced"] });
  const runner = checkout.start(["run", "--suite", "killed"]);
  await until("both cells", async () => (await cellProcesses(checkout)).length === 2);
  await until("the loop", async () => (await stepsSeen().catch(() => [])).length > 4);
  runner.kill();
  await runner.ended;
  const killedAt = Date.now();
  await until("the end of both cells", async () => (await cellProcesses(checkout)).length === 0);
  expect(Date.now() - killedAt).toBeLessThan(1_000);
  expect(await checkout.records()).toEqual([]);

  const { code } = await checkout.run("run", "--suite", "killed", "--variant", "paced");
  expect(code).toBe(0);
  expect(await checkout.records()).toHaveLength(1);
  expect(await recordOf("paced")).toMatchObject({ status: "completed", attempts: [] });
});

test("Ctrl-C ends with 130, keeps what is finished and leaves nothing behind that the next run would wait for", async () => {
  await addSuite(checkout, "stopped", { variants: ["hangs", "ste"] });
  const runner = checkout.start(["run", "--suite", "stopped"]);
  await until("the record of ste", async () => recordOf("ste").catch(() => undefined));
  await oneCell();
  runner.interrupt();
  const { code, stdout, stderr } = await runner.ended;
  expect({ code, stderr }).toEqual({ code: 130, stderr: "" });
  expect(stdout).toContain("report: ");
  expect(await cellProcesses(checkout)).toEqual([]);
  expect(await checkout.records()).toMatchObject([{ status: "completed", cell: { variant: "ste" } }]);
  expect(await filesIn("locks")).toEqual([]);

  const again = await checkout.run("run", "--suite", "stopped", "--variant", "ste");
  expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining("1 of 1 cells done (1 cached)") });
});
