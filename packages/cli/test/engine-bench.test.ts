import { join } from "node:path";
import { PARTS } from "qat-speed";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Checkout, openCheckout } from "./fixtures/checkout.ts";

let checkout: Checkout;
beforeAll(async () => {
  checkout = await openCheckout();
});
afterAll(() => checkout?.remove());

const tiny = "--engine wasm --model resnet8 --batch 4 --steps 2".split(" ");
const run = (command: string, ...more: string[]) =>
  checkout.start(["engine", ...command.split(" "), ...more], { QAT_BENCH_CACHE: join(checkout.root, "cache") }).ended;

const interval = { estimate: expect.any(Number), low: expect.any(Number), high: expect.any(Number) };
const circumstances = {
  engine: "wasm",
  fingerprint: { kind: "wasm", version: expect.any(String) },
  hardware: { cpu: expect.any(String), cores: expect.any(Number), node: process.version },
  // A checkout without git has none.
  commit: null,
  dirty: true,
  measuredAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
};

describe("engine bench", () => {
  test("prints a figure for every part of a step as JSON, progress on standard error", async () => {
    const { code, stdout, stderr } = await run("bench", ...tiny, "--method", "ste/lsq", "--json");
    expect(code, stderr).toBe(0);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({
      model: "resnet8",
      batch: 4,
      method: "ste/lsq",
      precision: "w2a32",
      progress: 0.5,
      threads: 1,
      ...circumstances,
      throughput: { steps: 2, milliseconds: interval, imagesPerSecond: interval },
      overhead: { against: "fp32", rounds: 2, percent: interval, milliseconds: interval },
      breakdown: { steps: 2, instrumentation: interval },
    });
    const { load, engine, training, total, peakMemoryBytes } = report.start;
    expect(total).toBeCloseTo(load + engine + training, 6);
    expect(peakMemoryBytes).toBeGreaterThan(2 ** 26);
    const { parts, milliseconds } = report.breakdown;
    expect(Object.keys(parts)).toEqual([...PARTS]);
    expect(PARTS.reduce((sum, part) => sum + parts[part], 0)).toBeCloseTo(milliseconds, 6);
    for (const stage of ["start of a process", "warming up", "throughput", "breakdown", "overhead, in alternation"]) {
      expect(stderr).toContain(`  ${stage}  0 %\n`);
    }
  });

  test("prints tables for people, with what a figure must be quoted with", async () => {
    const { code, stdout } = await run("bench", ...tiny);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^resnet8, batch 4, fp32 w32a32 at 0.5 of training, wasm, 1 thread\n/);
    for (const line of [
      // Two values are a range that holds half of all samples.
      /^ +figure +50 % interval/m,
      /^images\/s +[\d.]+ +[\d.]+ to [\d.]+ +median, 2 steps/m,
      /^ms a step +[\d.]+/m,
      /^ms to the first step +\d+/m,
      /^peak memory +\d+ MiB/m,
      /^convolution +[\d.]+ +[\d.]+ %/m,
      /^sum +[\d.]+ +100 %/m,
      /^FusedBatchNormGradV3 +[\d.]+ +7.00/m,
      /^wasm, version [\d.]+$/m,
      /, Node v[\d.]+; no commit; /m,
    ]) {
      expect(stdout).toMatch(line);
    }
    expect(stdout).not.toContain("over fp32");
  });

  test("takes steps as another program says", async () => {
    const command = `node packages/cli/bin/qat-bench.js engine bench --driven ${tiny.slice(0, 6).join(" ")}`;
    const { code, stdout } = await checkout.shell(`printf '2\\nmany\\n1\\n' | ${command}`);
    expect(code).toBe(0);
    const [ready, ...said] = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(ready).toMatchObject({
      ready: true,
      model: "resnet8",
      method: "fp32",
      parameters: 75_290,
      ...circumstances,
    });
    expect(said).toEqual([
      expect.objectContaining({ steps: 2, milliseconds: expect.any(Number), loss: expect.any(Number) }),
      { error: expect.stringContaining('received "many"; allowed is how many steps to take') },
      expect.objectContaining({ steps: 1 }),
    ]);
  });

  const help = "(--help shows what is allowed)";
  test.each([
    [
      "--model resnet18",
      'qat-bench: unknown model "resnet18"\n  allowed: lenet5, resnet8, resnet20, resnet56, mobilenetv2, vit-tiny, vit-micro\n',
    ],
    [
      "--method stee",
      'qat-bench: unknown method "stee"\n  allowed: fp32, ste, ste/clipped, ste/lsq, ste/periodic\n  to do: did you mean ste?\n',
    ],
    ["--method ste --precision w9a32", 'qat-bench: unknown precision "w9a32"\n'],
    [
      "--precision w2a32",
      "qat-bench: fp32 is not trained at w2a32: fp32 quantizes nothing: its only precision is w32a32\n  to do: name another --precision\n",
    ],
    ["--engine wasn", 'qat-bench: unknown engine "wasn"\n'],
    [
      "--engine wasm --threads 2",
      "qat-bench: 2 threads on wasm\n  allowed: 1: in Node.js the engine wasm has one\n  to do: measure the engine native, or leave --threads out\n",
    ],
    ["--batch 0", "error: option '--batch <n>' argument '0' is invalid. images are a whole number from 1"],
    ["--batch many", "error: option '--batch <n>' argument 'many' is invalid."],
    ["--steps 1", "error: option '--steps <n>' argument '1' is invalid. steps are a whole number from 2"],
    ["--progress 1", "error: option '--progress <share>' argument '1' is invalid. progress is a share of training"],
    ["--modle resnet20", `error: unknown option '--modle'\n(Did you mean --model?)\n${help}\n`],
  ])("%s: exit code 2, and what is allowed", async (options, message) => {
    const { code, stdout, stderr } = await run("bench", ...options.split(" "));
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
  });

  test("a method that does not train has no training step", async () => {
    await checkout.edit("packages/methods/ste/src/index.ts", "export const method", "const trained");
    await checkout.write(
      "packages/methods/ste/src/index.ts",
      `${await checkout.read("packages/methods/ste/src/index.ts")}
export const method: Method = {
  ...trained,
  variants: { ...trained.variants, default: { ...trained.variants.default, trains: false } },
};
`,
    );
    const { code, stderr } = await run("bench", "--method", "ste");
    expect(code).toBe(2);
    expect(stderr).toContain("ste does not train\n  to do: name another --method: qat-bench methods lists them\n");
  });
});
