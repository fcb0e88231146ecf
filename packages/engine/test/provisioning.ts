import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, vi } from "vitest";
import { canProvision } from "../src/index.ts";
import type { Release } from "../src/native/release.ts";
import { makeSmallWheel } from "./small-wheel.ts";

/** What a test of provisioning works with: a cache of its own, and a folder from which pip takes a small wheel. */
export interface Provisioning {
  readonly release: Release;
  readonly index: string;
  readonly cache: string;
  /** Where the wheel is kept until the install is whole. */
  readonly wheel: string;
}

/** Sets provisioning up for every test of a file; skips them, with the reason, where this machine cannot. */
export function useProvisioning(): () => Provisioning {
  let index: string;
  let cache: string;
  let release: Release;

  beforeAll(async () => {
    index = mkdtempSync(join(tmpdir(), "qat-engine-index-"));
    if ((await canProvision()).ok) release = await makeSmallWheel(index);
  });

  afterAll(() => {
    rmSync(index, { recursive: true });
  });

  beforeEach(async (context) => {
    const provisionable = await canProvision();
    context.skip(
      !provisionable.ok,
      provisionable.ok ? undefined : `${provisionable.reason}: install python3, pip and g++`,
    );
    cache = mkdtempSync(join(tmpdir(), "qat-engine-cache-"));
    vi.stubEnv("QAT_BENCH_CACHE", cache);
    serveFrom(index);
  });

  afterEach(() => {
    vi.unstubAllEnvs();
    if (cache !== undefined) rmSync(cache, { recursive: true, force: true });
  });

  return () => ({ release, index, cache, wheel: join(cache, "native", release.file) });
}

/** Points pip at a folder and at nothing else. */
export function serveFrom(folder: string): void {
  vi.stubEnv("PIP_NO_INDEX", "1");
  vi.stubEnv("PIP_FIND_LINKS", folder);
}

/** What lies beside the installs of a cache. */
export function leftIn(cache: string): string[] {
  const folder = join(cache, "native");
  return existsSync(folder) ? readdirSync(folder) : [];
}
