import { spawnSync } from "node:child_process";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { engineFingerprint, inspectEngines, openEngine, resolveEngine } from "../src/index.ts";
import { adapterRequest } from "../src/webgpu/dawn.ts";
import { missingAdapter, refusal } from "../src/webgpu/usable.ts";
import { skipWithoutSoftwareGpu, softwareGpu } from "./software-gpu.ts";

/** As `doctor` reports it. */
async function report() {
  return (await inspectEngines()).find(({ kind }) => kind === "webgpu");
}

/** Runs a module in a process of its own, which has the software GPU. */
function child(code: string, ...flags: string[]) {
  const args = [...flags, "--import", "tsx", "--conditions=qat-source", "--input-type=module", "--eval", code];
  const env = { ...process.env, ...softwareGpu };
  return spawnSync(process.execPath, args, { cwd: import.meta.dirname, encoding: "utf8", env, timeout: 50_000 });
}

const opening = `
  import { openEngine } from "qat-engine";
  import * as tf from "@tensorflow/tfjs-core";
  const engine = await openEngine({ kind: "webgpu" });`;

afterEach(() => vi.unstubAllEnvs());

describe("on a machine whose only adapter is a software GPU", () => {
  beforeEach((context) => {
    skipWithoutSoftwareGpu(context);
    for (const [name, value] of Object.entries(softwareGpu)) vi.stubEnv(name, value);
  });

  test("it is taken where the environment asks for it, and named in the fingerprint and the report", async () => {
    const version = expect.stringMatching(/^\d+\.\d+\.\d+$/);
    expect(await engineFingerprint("webgpu")).toEqual({
      kind: "webgpu",
      version,
      dawn: version,
      adapter: "software",
      backend: "vulkan",
      vendor: "google",
      architecture: "swiftshader",
      device: expect.stringMatching(/swiftshader/i),
      driver: expect.stringMatching(/SwiftShader driver \d/),
    });
    expect(await report()).toEqual({
      kind: "webgpu",
      usable: true,
      detail: expect.stringMatching(/^a software GPU, slow: swiftshader.*SwiftShader driver.*vulkan.*Dawn/),
    });
  });

  test("it is refused unless the environment asks for it: nobody measures it by accident", async () => {
    vi.stubEnv("QAT_BENCH_WEBGPU_ADAPTER", "");
    expect(await report()).toEqual({
      kind: "webgpu",
      usable: false,
      detail: expect.stringMatching(/computes on the processor \(SwiftShader/),
      remedy: expect.stringMatching(/QAT_BENCH_WEBGPU_ADAPTER=software/),
    });
    await expect(engineFingerprint("webgpu")).rejects.toThrow(/webgpu engine was asked for.*SwiftShader.*=software/s);
  });

  test("a driver that cannot be read is a missing adapter, with what the loader printed", async () => {
    vi.stubEnv("VK_ICD_FILENAMES", "/nowhere/icd.json");
    expect(await report()).toMatchObject({ usable: false, detail: expect.stringContaining("/nowhere/icd.json") });
  });
});

test.each([
  [
    "hardware",
    "Warning: Couldn't load Vulkan: libvulkan.so.1: cannot open shared",
    /loader.*not installed/,
    /libvulkan1/,
  ],
  ["hardware", "Warning: vkCreateInstance: Found no drivers!\n at x", /no GPU with a driver for vulkan/, /mesa-vulkan/],
  ["hardware", "", /no GPU with a driver for vulkan/, /NVIDIA: its own/],
  ["software", "", /no software adapter for vulkan/, /chromium.*VK_ICD_FILENAMES/],
  ["hardware", "a driver crashed (SIGSEGV)", /a driver crashed \(SIGSEGV\)/, /vulkan drivers/],
] as const)("no %s adapter, and %j printed, says what is missing and what to do", (choice, printed, detail, remedy) => {
  const reason = missingAdapter({ ...adapterRequest(choice), backend: "vulkan" }, choice, printed);
  expect(reason).toEqual({ detail: expect.stringMatching(detail), remedy: expect.stringMatching(remedy) });
});

test("auto is never webgpu, whose bits are those of one machine", () => {
  for (const [name, value] of Object.entries(softwareGpu)) vi.stubEnv(name, value);
  expect(["native", "wasm"]).toContain(resolveEngine("auto"));
});

test("a GPU is taken, whatever the environment asks for; a software GPU only on demand", () => {
  const gpu = { vendor: "nvidia", architecture: "hopper", device: "a GPU", driver: "1.0", software: false };
  expect(refusal(gpu, "hardware")).toBeUndefined();
  expect(refusal({ ...gpu, software: true }, "software")).toBeUndefined();
  expect(refusal({ ...gpu, software: true }, "hardware")).toMatchObject({ detail: expect.stringContaining("(1.0)") });
});

test("an adapter of no known kind is refused", async () => {
  vi.stubEnv("QAT_BENCH_WEBGPU_ADAPTER", "fast");
  await expect(engineFingerprint("webgpu")).rejects.toThrow(/ADAPTER is "fast"; allowed is hardware or software/);
  await expect(openEngine({ kind: "webgpu" })).rejects.toThrow(/"fast"/);
});

describe("a process that computes on webgpu", () => {
  test("opens it with the fingerprint that was foretold, says nothing, and ends by itself", async (context) => {
    skipWithoutSoftwareGpu(context);
    const { status, stdout, stderr } = child(`${opening}
      const y = tf.grad((a) => tf.conv2d(a, tf.ones([3, 3, 1, 1]), 1, "same"))(tf.ones([1, 4, 4, 1]));
      process.stdout.write(JSON.stringify({ engine, corner: (await y.data())[0] }));`);
    expect([status, stderr]).toEqual([0, ""]);
    for (const [name, value] of Object.entries(softwareGpu)) vi.stubEnv(name, value);
    const fingerprint = await engineFingerprint("webgpu");
    expect(JSON.parse(stdout)).toEqual({ engine: { kind: "webgpu", fingerprint }, corner: 4 });
  });

  test("outlives collections of garbage", (context) => {
    skipWithoutSoftwareGpu(context);
    const code = `${opening}
      for (let i = 0; i < 20; i++) {
        gc();
        await new Promise((settle) => setTimeout(settle, 5));
        await tf.add(tf.ones([3]), i).data();
      }
      process.stdout.write("alive");`;
    expect(child(code, "--expose-gc")).toMatchObject({ status: 0, stdout: "alive" });
  });

  test("ends at once by process.exit, once what it computed is read", (context) => {
    skipWithoutSoftwareGpu(context);
    const code = `${opening}
      let x = tf.ones([64, 64]);
      for (let i = 0; i < 100; i++) x = tf.relu(tf.matMul(x, x));
      await x.data();
      process.exit(7);`;
    expect(child(code)).toMatchObject({ status: 7, signal: null });
  });

  test("is told what it reads without waiting, and what the GPU refused", (context) => {
    skipWithoutSoftwareGpu(context);
    const code = `${opening}
      const message = (error) => error.message;
      const sum = tf.add(tf.ones([2]), 1);
      let sync;
      try { sum.dataSync(); } catch (error) { sync = message(error); }
      const before = Array.from(await sum.data());
      const tooLarge = await tf.fill([2 ** 15, 2 ** 15], 1).data().catch(message);
      const after = await tf.add(tf.ones([2]), 1).data().catch(message);
      console.log(JSON.stringify({ sync, before, tooLarge, after }));`;
    const printed = child(code).stdout.trim().split("\n"); // of what it refuses, Dawn prints more
    expect(JSON.parse(printed.at(-1) ?? "")).toEqual({
      sync: expect.stringMatching(/Use `await tensor.data\(\)`/),
      before: [2, 2],
      tooLarge: expect.stringMatching(/the GPU refused an operation/),
      after: expect.stringMatching(/the GPU refused an operation/),
    });
  });
});
