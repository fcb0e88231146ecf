import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Checkout, openCheckout } from "./fixtures/checkout.ts";
import type { Ended } from "./fixtures/child.ts";

let checkout: Checkout;
beforeAll(async () => {
  checkout = await openCheckout();
});
afterAll(() => checkout?.remove());

/** At two and three levels the fit of a million weights is exact, and fast. */
const tiny = "--engine wasm --model lenet5 --batch 4 --steps 2".split(" ");
const run = (...args: string[]): Promise<Ended> =>
  checkout.start(["engine", "micro", ...tiny, ...args], { QAT_BENCH_CACHE: join(checkout.root, "cache") }).ended;

const duration = { mean: expect.any(Number), median: expect.any(Number), margin: expect.any(Number), calls: 2 };

test("a weight rule is timed at each precision, the overhead on a step at the first", async () => {
  const { code, stdout, stderr } = await run("--method", "ste/*", "--precision", "w1.58a32", "w1a32", "--json");
  expect(code, stderr).toBe(0);
  const { rows, ...about } = JSON.parse(stdout);
  expect(about).toMatchObject({ model: "lenet5", batch: 4, progress: 0.5, threads: 1, engine: "wasm" });
  const rule = { forward: duration, backward: duration };
  const of = (method: string) => [
    { method, precision: "w1.58a32", rule, overhead: expect.objectContaining({ rounds: 2 }) },
    { method, precision: "w1a32", rule },
  ];
  expect(rows).toEqual([...of("ste"), ...of("ste/clipped"), ...of("ste/lsq"), ...of("ste/periodic")]);
});

test("a table for people; the float network has its own precision and no overhead", async () => {
  const { code, stdout } = await run("--method", "*", "--precision", "w1a32");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^a weight rule on a million weights, and its overhead on a step of lenet5, batch 4/);
  expect(stdout).toMatch(/^fp32 +w32a32 +[\d.]+ +[\d.]+ +$/m);
  expect(stdout).toMatch(/^ste +w1a32 +[\d.]+ +[\d.]+ +-?[\d.]+ +-?[\d.]+ to -?[\d.]+ *$/m);
});

test("a variant that takes no part says why, in its row", async () => {
  const restore = await checkout.edit(
    "packages/methods/ste/src/hard-quantization.ts",
    "supports: () => ({ supported: true })",
    'supports: () => ({ supported: false, reason: "not today" })',
  );
  const { code, stdout } = await run("--method", "ste", "--precision", "w1a32");
  await restore();
  expect(code).toBe(0);
  expect(stdout).toMatch(/^ste +w1a32 +not today *$/m);
});

test.each([
  [["--method", "sto"], 'unknown variant "sto"'],
  [["--model", "resnet21"], 'unknown model "resnet21"'],
  [["--method", "ste", "--precision", "w9a32"], 'unknown precision "w9a32"'],
  [["--threads", "2"], "2 threads on wasm"],
])("%j: exit code 2, and what is wrong", async (args, message) => {
  const { code, stdout, stderr } = await run(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(message);
});

test("turbo runs it by package; several at once wait for each other", async () => {
  const { code, stdout, stderr } = await checkout.shell(
    `npx turbo run bench:micro --filter=qat-method-fp32 --filter=qat-method-ste -- ${tiny.join(" ")} --precision w1a32`,
  );
  expect(code, stdout + stderr).toBe(0);
  expect(stdout).toContain("Packages in scope: qat-method-fp32, qat-method-ste");
  expect(stdout).toMatch(/qat-method-fp32:bench:micro: fp32 +w32a32/);
  expect(stdout).toMatch(/qat-method-ste:bench:micro: ste\/lsq +w1a32/);
});
