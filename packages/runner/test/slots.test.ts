import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { tryLock } from "../src/execute/lock.ts";
import { slotSpecs, trySlot, visibleGpus } from "../src/execute/slots.ts";
import type { Plan } from "../src/plan/plan.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "qat-slots-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("places", () => {
  test("are one a core on the CPU", () => {
    expect(slotSpecs([], 1, 3).map(({ name }) => name)).toEqual(["core-0", "core-1", "core-2"]);
  });

  test("are as many a GPU as asked for, each with its own GPU made visible", () => {
    expect(slotSpecs(["0", "3"], 2)).toEqual([
      { name: "gpu-0-0", env: { CUDA_VISIBLE_DEVICES: "0" } },
      { name: "gpu-0-1", env: { CUDA_VISIBLE_DEVICES: "0" } },
      { name: "gpu-3-0", env: { CUDA_VISIBLE_DEVICES: "3" } },
      { name: "gpu-3-1", env: { CUDA_VISIBLE_DEVICES: "3" } },
    ]);
  });
});

describe("GPUs", () => {
  const planOn = (...engines: object[]) => ({ cells: engines.map((engine) => ({ engine })) }) as unknown as Plan;

  test("are those that CUDA sees for its flavor, one adapter for webgpu, and none for the CPU", () => {
    vi.stubEnv("CUDA_VISIBLE_DEVICES", "1,3");
    expect(visibleGpus(planOn({ kind: "native", flavor: "cuda" }))).toEqual(["1", "3"]);
    expect(visibleGpus(planOn({ kind: "wasm" }, { kind: "webgpu", adapter: "hardware" }))).toEqual(["0"]);
    expect(visibleGpus(planOn({ kind: "native", flavor: "cpu" }, { kind: "wasm" }))).toEqual([]);
    vi.unstubAllEnvs();
  });
});

describe("taking slots", () => {
  test("hands out each once, none beyond, and again what was given back", async () => {
    const specs = slotSpecs([], 1, 2);
    const one = await trySlot(specs, folder);
    const two = await trySlot(specs, folder);
    expect([one?.name, two?.name]).toEqual(["core-0", "core-1"]);
    expect(await trySlot(specs, folder)).toBeNull();
    await one?.release();
    const again = await trySlot(specs, folder);
    expect(again?.name).toBe("core-0");
    await Promise.all([two?.release(), again?.release()]);
  });

  test("conserves slots however takers interleave", async () => {
    const specs = slotSpecs([], 1, 3);
    let held = 0;
    let most = 0;
    const taker = async () => {
      for (let turns = 0; turns < 5; ) {
        const slot = await trySlot(specs, folder);
        if (!slot) {
          await new Promise(setImmediate);
          continue;
        }
        held += 1;
        most = Math.max(most, held);
        await new Promise(setImmediate);
        held -= 1;
        turns += 1;
        await slot.release();
      }
    };
    await Promise.all(Array.from({ length: 8 }, taker));
    expect(most).toBeLessThanOrEqual(3);
    const all = await Promise.all(specs.map(({ name }) => tryLock(join(folder, name))));
    expect(all.every((release) => release !== null)).toBe(true);
    await Promise.all(all.map((release) => release?.()));
  });
});
