import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { CellRecord } from "qat-ledger";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Checkout, openCheckout } from "./fixtures/checkout.ts";
import { cellProcesses, until } from "./fixtures/processes.ts";
import { addMethod, addSuite, addWalkTask } from "./fixtures/scaffold.ts";

let checkout: Checkout;

beforeAll(async () => {
  checkout = await openCheckout();
  await addWalkTask(checkout);
  // Notes every step, and waits in it until a file says that it need not.
  await addMethod(checkout, "patient", {
    imports: 'import { appendFileSync, existsSync } from "node:fs";',
    module: "const wait = new Int32Array(new SharedArrayBuffer(4));",
    view: 'appendFileSync("steps.txt", at.step + "\\n"); if (!existsSync("hurry")) Atomics.wait(wait, 0, 0, 50);',
  });
});

afterAll(() => checkout?.remove());

const completed = (record: CellRecord | undefined) => {
  if (record?.status !== "completed") throw new Error(`it did not complete: ${JSON.stringify(record)}`);
  return record;
};
const points = ({ curves }: ReturnType<typeof completed>, name: string) =>
  curves.find((curve) => curve.name === name)?.points ?? [];
const recordOf = async (variant: string) =>
  completed((await checkout.records()).find(({ cell }) => cell.variant === variant));

test("a recurrent network trains at few bits, one codebook a column, its rate following validation", async () => {
  await addSuite(checkout, "walks", { tasks: ["walk"], variants: ["fp32", "ste"] });
  const { code, stderr } = await checkout.run("run", "--suite", "walks");
  expect(code, stderr).toBe(0);
  const record = await recordOf("ste");
  const { configuration, metric } = record;
  expect(configuration).toMatchObject({ plateau: { divideBy: 2 }, clipNorm: 1 });
  expect(configuration.grid).toMatch(/channel/);
  expect(metric.examples).toBe(160);
  // Scored after each of six epochs.
  expect(points(record, "live validation").map(([step]) => step)).toEqual([10, 20, 30, 40, 50, 60]);
});

test("a cell that is killed goes on bit for bit: carried state, noise, and where its rate slowed down", async () => {
  await addSuite(checkout, "killed", { tasks: ["walk"], variants: ["patient"] });
  const command = ["run", "--suite", "killed", "--checkpoint-seconds", "0.3"];
  const first = checkout.start(command);
  const checkpoints = join(checkout.root, "reports/ledger/checkpoints");
  await until("a checkpoint", async () =>
    (await readdir(checkpoints).catch(() => [])).some((name) => name.endsWith(".bin")),
  );
  // Into the third of six epochs, so that validation has been scored.
  const lastStep = async () => Number((await checkout.read("steps.txt")).trim().split("\n").at(-1));
  await until("two epochs", async () => (await lastStep()) > 25);
  process.kill(await until("a cell's process", async () => (await cellProcesses(checkout))[0]), "SIGKILL");
  expect((await first.ended).code).toBe(1);
  await checkout.write("hurry", "");
  expect((await checkout.run(...command)).code).toBe(0);
  const resumed = await recordOf("patient");
  expect(resumed.attempts).toHaveLength(1);

  // The second epoch scored no better than the first: from step 20 on the rate is half of what it was.
  const [afterFirst = 0, afterSecond = 0] = points(resumed, "live validation").map(([, value]) => value);
  expect(afterSecond).toBeLessThanOrEqual(afterFirst);

  const whole = join(checkout.root, "reports/whole");
  await checkout.run("run", "--suite", "killed", "--ledger", whole);
  const uninterrupted = completed(JSON.parse(await readFile(join(whole, `${resumed.key}.json`), "utf8")));
  expect([resumed.weightHash, resumed.metric, resumed.curves]).toEqual([
    uninterrupted.weightHash,
    uninterrupted.metric,
    uninterrupted.curves,
  ]);
});

test("a rate that follows validation needs some: a suite on all training examples is told so", async () => {
  await addSuite(
    checkout,
    "full",
    { tasks: ["walk"], variants: ["fp32"], precisions: ["w32a32"] },
    { trainOn: "full" },
  );
  const { code, stdout, stderr } = await checkout.run("run", "--suite", "full");
  expect(code).toBe(1);
  expect(stdout + stderr).toMatch(/the rate of walk follows validation, and all its training examples are trained on/);
});
