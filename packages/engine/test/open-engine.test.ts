import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  canProvision,
  EngineError,
  engineFingerprint,
  inspectEngines,
  openEngine,
  resolveEngine,
} from "../src/index.ts";
import { skipWithoutNative } from "./native-skip.ts";

describe("this process", () => {
  test("opens one engine, whose fingerprint was known before, and no other", async () => {
    const foretold = await engineFingerprint("wasm");
    const engine = await openEngine({ kind: "wasm" });
    expect(engine).toEqual({ kind: "wasm", fingerprint: foretold });
    expect(foretold).toEqual({ kind: "wasm", version: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
    expect(tf.getBackend()).toBe("wasm");
    expect(await openEngine({ kind: "wasm", threads: 1 })).toBe(engine);
    await expect(openEngine({ kind: "wasm", threads: 2 })).rejects.toThrow(/has opened the wasm engine with 1 thread/);
    const gradient = tf.grad((x: tf.Tensor) => tf.square(x))(tf.scalar(3));
    expect(gradient.dataSync()[0]).toBe(6);
  });

  test("refuses an unknown engine and threads that are no count, in words", async () => {
    expect(() => resolveEngine("webgl" as "wasm")).toThrow(/no engine "webgl". Allowed: auto, native, wasm, webgpu/);
    for (const threads of [0, -1, 1.5, Number.NaN]) {
      await expect(engineFingerprint("wasm", threads)).rejects.toThrow(EngineError);
      await expect(openEngine({ kind: "wasm", threads })).rejects.toThrow(/whole number from 1 on/);
    }
  });
});

describe("the native engine", () => {
  test("opens in a process of its own with the fingerprint that was foretold, and says nothing on stdout", async (context) => {
    skipWithoutNative(context);
    const script = `
      import { openEngine } from "qat-engine";
      import * as tf from "@tensorflow/tfjs-core";
      const engine = await openEngine({ kind: "native", threads: 2 });
      const x = tf.ones([1, 4, 4, 1]);
      const y = tf.grad((a) => tf.conv2d(a, tf.ones([3, 3, 1, 1]), 1, "same"))(x);
      process.stdout.write(JSON.stringify({ engine, corner: y.dataSync()[0], threads: process.env.TF_NUM_INTRAOP_THREADS }));`;
    const args = ["--import", "tsx", "--conditions=qat-source", "--input-type=module", "--eval", script];
    const child = spawnSync(process.execPath, args, { cwd: import.meta.dirname, encoding: "utf8" });
    expect(child.status, child.stderr).toBe(0);
    const fingerprint = await engineFingerprint("native", 2);
    expect(JSON.parse(child.stdout)).toEqual({ engine: { kind: "native", fingerprint }, corner: 4, threads: "2" });
    expect(fingerprint).toMatchObject({ kind: "native", version: "2.21.0", flavor: "cpu", threads: 2 });
  });

  test("is reported as usable, with its folder", async (context) => {
    skipWithoutNative(context);
    expect(resolveEngine("auto")).toBe("native");
    expect((await inspectEngines())[0]).toMatchObject({
      kind: "native",
      usable: true,
      detail: expect.stringMatching(/TensorFlow 2\.21\.0, c/),
    });
  });
});

describe("where nothing is installed", () => {
  let empty: string;

  beforeEach(() => {
    empty = mkdtempSync(join(tmpdir(), "qat-engine-empty-"));
    vi.stubEnv("QAT_BENCH_CACHE", empty);
  });

  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(empty, { recursive: true });
  });

  test("auto is wasm; native is refused with what to do", async () => {
    expect(resolveEngine("auto")).toBe("wasm");
    await expect(engineFingerprint("native")).rejects.toThrow(/not installed.*engine install/s);
    await expect(openEngine({ kind: "native" })).rejects.toThrow(/not installed.*engine install/s);
    expect(await inspectEngines()).toEqual([
      {
        kind: "native",
        usable: false,
        detail: "TensorFlow's library is not installed",
        remedy: "run `npm run qat-bench -- engine install`",
      },
      { kind: "wasm", usable: true, detail: expect.stringMatching(/^tfjs/) },
      expect.objectContaining({ kind: "webgpu" }),
    ]);
  });

  test("canProvision names the first tool that is missing, and needs no more than a moment", async () => {
    vi.stubEnv("PATH", empty);
    expect(await canProvision()).toEqual({ ok: false, reason: "python3 was not found on PATH" });
    expect(resolveEngine("auto")).toBe("wasm");
  });
});

test("canProvision says how large the download is, where the tools are there", async (context) => {
  const provisionable = await canProvision();
  context.skip(
    !provisionable.ok,
    provisionable.ok ? undefined : `${provisionable.reason}: install python3, pip and g++`,
  );
  expect(provisionable).toEqual({ ok: true, bytes: 273_829_956 });
});
