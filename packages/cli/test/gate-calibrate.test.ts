import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Calibration } from "qat-gate/calibration";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Checkout, openCheckout } from "./fixtures/checkout.ts";
import type { Ended } from "./fixtures/child.ts";
import { addHalvesTask, addMethod, addSuite } from "./fixtures/scaffold.ts";

const commitAll =
  "git add --all && git -c user.name=Test -c user.email=test@example.org commit --quiet --no-gpg-sign --message";
const patch = "packages/methods/mine/mutants/opposite.patch";
const small = ["--suite", "tiny", "--seeds", "4", "--mutant-seeds", "2", "--replays", "100"];

let checkout: Checkout;
let cache: string;

beforeAll(async () => {
  cache = await realpath(await mkdtemp(join(tmpdir(), "qat-calibrate-cache-")));
  checkout = await openCheckout({ git: true });
  await addHalvesTask(checkout);
  await addMethod(checkout, "mine");
  await addSuite(checkout, "tiny", { variants: ["ste", "mine"] });
  await shell(`${commitAll} 'A method'`);
  const undo = await checkout.edit(
    "packages/methods/mine/src/index.ts",
    "quantize(u) { ",
    "quantize(u) { u = u.map((x, i) => (i === 0 ? tf.neg(x) : x));",
  );
  const difference = await shell("git diff packages/methods/mine");
  await undo();
  await checkout.write(patch, `What is exported is the opposite of what was trained.\n\n${difference}`);
  await shell(`${commitAll} 'A mutant'`);
});

afterAll(async () => {
  await checkout?.remove();
  await rm(cache, { recursive: true, force: true });
});

async function shell(line: string): Promise<string> {
  const { code, stdout, stderr } = await checkout.shell(line);
  if (code !== 0) throw new Error(`${line}\n${stderr}`);
  return stdout;
}

function calibrate(...args: readonly string[]): Promise<Ended> {
  return checkout.start(["gate", "calibrate", ...args], { QAT_BENCH_CACHE: cache }).ended;
}

test("trains a pool, and the same seeds under each mutant, and says how often the gate alarms", async () => {
  const { code, stdout, stderr } = await calibrate(...small, "--json");
  expect(code, stderr).toBe(0);
  const calibration = JSON.parse(stdout) as Calibration;
  expect(JSON.parse(await checkout.read("reports/gate-calibration.json"))).toEqual(calibration);
  expect(calibration).toMatchObject({ suite: "tiny", seeds: 4, setting: { alpha: 0.05, margin: 0.5 } });
  expect(calibration.commit).toBe((await shell("git rev-parse HEAD")).trim());
  expect(calibration.noise.map(({ comparison, completed }) => [comparison, completed])).toEqual([
    ["mine halves w2a32 wasm", 4],
    ["ste halves w2a32 wasm", 4],
  ]);

  const scenario = (kind: string, name: string) =>
    calibration.scenarios.find((one) => one.kind === kind && one.name === name);
  expect(scenario("unchanged", "one method")).toMatchObject({ comparisons: 1, runs: 8 });
  expect(scenario("unchanged", "every method")).toMatchObject({ comparisons: 2, runs: 8 });
  const mutant = scenario("mutant", "opposite");
  expect(mutant).toMatchObject({
    description: "What is exported is the opposite of what was trained.",
    comparisons: 1,
    runs: 4,
    rate: { replays: 100, alarms: 100 },
  });
  expect(mutant?.effect).toBeLessThan(-10);
  // What all methods share breaks both of them.
  expect(scenario("mutant", "scale-doubled")).toMatchObject({ comparisons: 2 });

  // Two comparisons of four seeds; two seeds of what each of three mutants touches.
  const records = await checkout.records();
  expect(records).toHaveLength(2 * 4 + 2 * (1 + 1 + 2));
  expect(records.map(({ cell }) => cell.budget)).toEqual(records.map(() => 1));
  expect((await shell("git worktree list")).trim().split("\n")).toHaveLength(1);
  expect(await shell("git status --porcelain")).toBe("");

  const again = await calibrate(...small);
  expect(again.code, again.stderr).toBe(0);
  expect(again.stdout).toContain("(8 cached)");
  expect(again.stdout).toMatch(/mutant -\d+\.\d\d +opposite +1 +4 +100 +100\.0 %/);
  expect(await checkout.records()).toHaveLength(16);
}, 300_000);

test("a mutant that does not apply any more is said before anything is trained", async () => {
  const undo = await checkout.edit("packages/methods/mine/src/index.ts", "quantize(u) { ", "quantize(u) {  ");
  await shell(`${commitAll} 'Another space'`);
  const before = await checkout.records();
  const { code, stderr } = await calibrate(...small);
  expect(code).toBe(2);
  expect(stderr).toContain("opposite.patch does not apply");
  expect(stderr).toContain("to do: make the same fault in the sources as they are now");
  expect(await checkout.records()).toHaveLength(before.length);
  await undo();
});

test("a checkout with changes is refused: no commit would have those figures", async () => {
  await checkout.write("packages/methods/mine/notes.md", "not committed");
  const { code, stderr } = await calibrate(...small);
  expect(code).toBe(2);
  expect(stderr).toContain("a calibration measures a commit");
});

test.each([
  [["--seeds", "1"], "a whole number from 2"],
  [["--mutant-seeds", "30"], "more seeds are asked for under a mutant than without it: --mutant-seeds 30"],
  [["--alpha", "2"], "between 0 and 1"],
  [["--replays", "many"], "a whole number from 100"],
  [["--suite", "none"], "none"],
])("%j is refused", async (args, message) => {
  const { code, stderr } = await calibrate(...args);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});
