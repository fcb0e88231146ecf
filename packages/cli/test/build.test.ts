import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Checkout, openCheckout } from "./fixtures/checkout.ts";
import { output } from "./fixtures/child.ts";

let checkout: Checkout;
beforeAll(async () => {
  checkout = await openCheckout();
  await output("npm", ["run", "build"], checkout.root);
});
afterAll(() => checkout?.remove());

/** Imports a module in a plain Node, without the condition that leads to sources; prints what it exports. */
const exportsOf = async (specifier: string): Promise<string[]> =>
  JSON.parse(
    await output(
      process.execPath,
      ["--input-type=module", "-e", `console.log(JSON.stringify(Object.keys(await import("${specifier}"))))`],
      checkout.root,
    ),
  );

test.each([
  ["qat-ops", "relu"],
  ["qat-core", "startTraining"],
  ["qat-engine", "openEngine"],
  ["qat-engine/native", "open"],
  ["qat-engine/wasm", "open"],
  ["qat-engine/webgpu", "open"],
  ["qat-ledger", "openLedger"],
  ["qat-stats", "tInterval"],
  ["qat-claims", "decideClaims"],
  ["qat-tasks", "batches"],
  ["qat-tasks/data", "fetchData"],
  ["qat-tasks/networks/cifar-resnet", "cifarResNet"],
  ["qat-tasks/tasks/lenet5-mnist", "task"],
  ["qat-cache", "cacheFolder"],
  ["qat-cache/make", "whileLocked"],
  ["qat-speed", "startMeasuring"],
  ["qat-speed/start", "runStart"],
  ["qat-runner", "execute"],
  ["qat-runner/cell", "runCellProcess"],
  ["qat-report", "renderReport"],
  ["qat-report/record", "recordFacts"],
  ["qat-bench", "main"],
  ["qat-method-ste", "method"],
])("built, %s loads in plain Node and exports %s", async (specifier, name) => {
  expect(await exportsOf(specifier)).toContain(name);
});

test("every entry that a package exports is built", async () => {
  const { exports } = JSON.parse(await readFile(join(checkout.root, "packages/engine/package.json"), "utf8")) as {
    exports: Record<string, { default: string }>;
  };
  for (const { default: entry } of Object.values(exports)) {
    await expect(checkout.read(join("packages/engine", entry))).resolves.not.toBe("");
  }
});
