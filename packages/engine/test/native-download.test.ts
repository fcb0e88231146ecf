import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { downloadWheel } from "../src/native/download.ts";
import { installRelease } from "../src/native/install.ts";
import type { InstallProgress } from "../src/native/progress.ts";
import { leftIn, serveFrom, useProvisioning } from "./provisioning.ts";

const provisioning = useProvisioning();

/** Points pip at a package index on this machine and at nothing else. */
function serveFromNetwork(port: number, cache: string): void {
  vi.unstubAllEnvs();
  vi.stubEnv("QAT_BENCH_CACHE", cache);
  for (const name of ["PIP_NO_INDEX", "PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL"]) vi.stubEnv(name, "");
  vi.stubEnv("PIP_CONFIG_FILE", "/dev/null");
  vi.stubEnv("NO_PROXY", "127.0.0.1");
  vi.stubEnv("PIP_INDEX_URL", `http://127.0.0.1:${port}/simple`);
}

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

test("the progress of a download over the network is seen while it is on its way", async () => {
  const { release, index, cache, wheel } = provisioning();
  const content = readFileSync(join(index, release.file));
  const server = createServer(async (request, response) => {
    if (!request.url?.endsWith(".whl")) {
      response.setHeader("content-type", "text/html").end(`<a href="/${release.file}">${release.file}</a>`);
      return;
    }
    response.setHeader("content-length", content.length);
    response.write(content.subarray(0, content.length / 2));
    await setTimeout(1500);
    response.end(content.subarray(content.length / 2));
  });
  serveFromNetwork(await listen(server), cache);
  const seen: number[] = [];
  const onProgress = ({ stage, done = 0, total }: InstallProgress) => {
    if (stage === "download" && total === release.bytes) seen.push(done / content.length);
  };
  await downloadWheel(release, wheel, { onProgress });
  expect(seen.filter((share) => share > 0.1 && share < 0.9).length).toBeGreaterThan(1);
  server.close();
});

test("an index that never answers is given up in time", async () => {
  const { release, cache, wheel } = provisioning();
  const server = createServer(() => {});
  serveFromNetwork(await listen(server), cache);
  const download = downloadWheel(release, wheel, { firstByteLimitMs: 2000 });
  await expect(download).rejects.toThrow(/the package index sent nothing within 2 s/);
  expect(leftIn(cache)).toEqual([]);
  server.close();
  server.closeAllConnections();
});

test("an index without the wheel is a clear error within seconds", async () => {
  const { release, cache } = provisioning();
  serveFrom(cache);
  const start = performance.now();
  await expect(installRelease(release)).rejects.toThrow(
    /pip could not download qat-bench-small 1\.0: .*PIP_FIND_LINKS.*wasm/s,
  );
  expect(performance.now() - start).toBeLessThan(15_000);
  expect(leftIn(cache)).toEqual([]);
});

test("a kept wheel that was altered is fetched again; a whole one is not", async () => {
  const { release, cache, wheel } = provisioning();
  mkdirSync(join(cache, "native"));
  writeFileSync(wheel, "not a wheel");
  const stages: string[] = [];
  await downloadWheel(release, wheel, { onProgress: ({ stage }) => stages.push(stage) });
  expect(stages.filter((stage, i) => stage !== stages[i - 1])).toEqual(["verify", "download", "verify"]);
  serveFrom(cache);
  await downloadWheel(release, wheel);
  expect(leftIn(cache)).toEqual([release.file]);
});
