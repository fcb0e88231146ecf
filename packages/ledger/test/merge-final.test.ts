import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { CellRecord, CompletedRecord } from "../src/index.ts";
import { at, contents, day, fates, into, merge, one, put, two } from "./merging.ts";

describe("two final records of one key", () => {
  const again = { ...one, startedAt: day(6), examplesPerSecond: 1 };
  const otherwise: CompletedRecord = { ...one, startedAt: day(6), weightHash: "99" };

  test("with the same weights: the present one stays, and it is said", async () => {
    await put("into", one);
    await put("a", again);
    const before = await contents("into");
    expect(await merge(["a"])).toMatchObject([{ fate: "duplicate", why: expect.stringContaining("weights f6") }]);
    expect(await contents("into")).toEqual(before);
  });

  test("with the same weights and another score: that is said as well", async () => {
    await put("into", one);
    await put("a", { ...one, metric: { ...one.metric, value: 12 } });
    const [file] = await merge(["a"]);
    expect(file).toMatchObject({ fate: "duplicate", why: expect.stringMatching(/its accuracy is 97.5 and not 12$/) });
  });

  test("with other weights: nothing of that key is changed, and both are said; other keys are merged", async () => {
    await put("into", one);
    await put("a", otherwise, two);
    await mkdir(join(at("a"), "networks"));
    await writeFile(join(at("a"), "networks", `${one.key}.bin`), "");
    const before = await contents("into");
    const files = await merge(["a"]);
    const conflict = files.find(({ fate }) => fate === "conflict");
    expect(conflict?.why).toBe(
      `${at("into")}/${one.key}.json completed with weights f6; ${at("a")}/${one.key}.json completed with weights 99`,
    );
    expect(fates(files).sort()).toEqual(["conflict", "copied"]);
    expect(await contents("into")).toMatchObject(before);
    expect(await into(two.key)).toEqual(two);
    expect(await readdir(at("into"))).not.toContain("networks");
  });

  test("in two ledgers of which neither is there yet: neither is copied", async () => {
    await put("a", one);
    await put("b", otherwise);
    expect(fates(await merge(["a", "b"]))).toEqual(["conflict", "conflict"]);
    expect(Object.keys(await contents("into"))).toEqual([]);
  });

  test("that ended otherwise contradict each other too", async () => {
    const { metric: _m, correct: _k, size: _s, flatness: _f, weightHash: _w, repeatability: _r, ...trained } = one;
    const diverged: CellRecord = { ...trained, status: "diverged", step: 3, reason: "NaN", detail: "" };
    await put("into", one);
    await put("a", diverged);
    expect(await merge(["a"])).toMatchObject([
      { fate: "conflict", why: expect.stringContaining("diverged at step 3") },
    ]);
    await put("into", diverged);
    await put("a", { ...diverged, startedAt: day(7) });
    expect(fates(await merge(["a"]))).toEqual(["duplicate"]);
  });
});
