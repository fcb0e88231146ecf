import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "qat-core";
import { describe, expect, test, vi } from "vitest";
import type { DataFiles } from "../src/data/data-files.ts";
import { FetchError, type FetchProgress, fetchData, missingFiles, verifyFiles } from "../src/data/fetch/index.ts";
import { compressed, contents, serveFiles, serve as serving, smallDataset, useCache, useWeb } from "./small-dataset.ts";

const places = useCache();
const serve = useWeb();

/** What the cache holds of datasets: names of files and folders. */
function cached(): string[] {
  const { cache } = places();
  return existsSync(cache) ? (readdirSync(cache, { recursive: true }) as string[]).sort() : [];
}

const whole = ["small", "small/images", "small/labels"];

function expectWhole(): void {
  expect(cached()).toEqual(whole);
  for (const [name, content] of Object.entries(contents)) {
    expect(readFileSync(join(places().cache, "small", name)).equals(content)).toBe(true);
  }
}

async function failureOf(data: DataFiles): Promise<Error> {
  const error = await fetchData(data).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(Error);
  return error as Error;
}

describe("from the web", () => {
  test("files come compressed and are kept as they are; a second fetch asks for nothing", async () => {
    const web = await serve(serveFiles());
    const data = smallDataset([web.origin]);
    const seen: FetchProgress[] = [];
    const result = await fetchData(data, { onProgress: (progress) => seen.push(progress) });
    expect(result).toEqual({ alreadyThere: false, from: [(web.origin as { address: string }).address] });
    expectWhole();
    const total = compressed.images.length;
    expect(seen).toContainEqual({ stage: "images.gz", done: total, total });
    expect(web.requests).toEqual(["GET /images.gz", "GET /labels.gz"]);
    expect(await fetchData(data)).toEqual({ alreadyThere: true, from: [] });
    expect(web.requests).toHaveLength(2);
  });

  test("files come as they are from a folder that has them so", async () => {
    const web = await serve(serving({ "/images": contents.images, "/labels": contents.labels }));
    await fetchData(smallDataset([{ ...web.origin, plain: true } as never]));
    expectWhole();
    expect(web.requests).toEqual(["GET /images", "GET /labels"]);
  });

  test("a broken transfer is taken up where it broke, in the same fetch", async () => {
    const web = await serve(
      serveFiles(({ headers, url }) => (url === "/images.gz" && !headers.range ? 100_000 : undefined)),
    );
    await fetchData(smallDataset([web.origin]));
    expectWhole();
    // How much of it arrived before the connection broke is the system's affair.
    expect(web.requests).toContainEqual(expect.stringMatching(/^GET \/images\.gz bytes=[1-9]\d*-$/));
  });

  test("a server that always breaks ends the fetch; the next one continues the part, from that address alone", async () => {
    let breaks = true;
    const web = await serve(serveFiles(() => (breaks ? 50_000 : undefined)));
    const data = smallDataset([web.origin]);
    const { message } = await failureOf(data);
    expect(message).toMatch(/^the dataset small could not be fetched\n {2}http:.*\n {2}to do: run .* data fetch small/);
    expect(missingFiles(data)).toHaveLength(2);
    const [part = ""] = cached().filter((name) => name.endsWith("images.gz"));
    const kept = readFileSync(join(places().cache, part));
    expect(kept.length).toBeGreaterThan(50_000);
    expect(kept.equals(compressed.images.subarray(0, kept.length))).toBe(true);
    breaks = false;
    await fetchData(data);
    expectWhole();
    expect(web.requests).toContain(`GET /images.gz bytes=${kept.length}-`);
  });

  test("a server without ranges sends all of it again", async () => {
    let first = true;
    const web = await serve((request, response) => {
      const file = compressed[(request.url ?? "").slice(1, -3) as keyof typeof compressed];
      response.writeHead(200, { "content-length": file.length });
      if (request.method === "HEAD") response.end();
      else if (first) response.write(file.subarray(0, 1_000), () => setImmediate(() => response.destroy()));
      else response.end(file);
      if (request.method !== "HEAD") first = false;
    });
    await fetchData(smallDataset([web.origin]));
    expectWhole();
  });

  test.each([
    ["answers 404", serveFiles(), "elsewhere/", /404/],
    [
      "has another content",
      serveFiles(undefined, true),
      "",
      /not the file that is pinned: sha256 [0-9a-f]{64}, allowed is/,
    ],
  ])("an origin that %s is told, and the next one used", async (_what, answer, below, why) => {
    const bad = await serve(answer);
    const address = `${(bad.origin as { address: string }).address}${below}`;
    const good = await serve(serveFiles());
    const failing = smallDataset([{ kind: "web", address }]);
    const error = await failureOf(failing);
    expect(error).toBeInstanceOf(FetchError);
    expect(error.message).toMatch(why);
    expect(error.message).toContain(address);
    expect(cached().filter((name) => name.endsWith("images") || name.endsWith(".gz"))).toEqual([]);
    const { from } = await fetchData(smallDataset([...failing.origins, good.origin]));
    expect(from).toEqual([(good.origin as { address: string }).address]);
    expectWhole();
  });

  test("what decompresses to more than the file is refused", async () => {
    const web = await serve((_request, response) => response.end(compressed.images));
    const [images, labels] = smallDataset([]).files;
    const data = { ...smallDataset([web.origin]), files: [labels, images] as never };
    expect((await failureOf(data)).message).toMatch(/more than the 1000 bytes of labels/);
  });

  test("only what is missing or altered is fetched, and an altered copy in the cache is replaced", async () => {
    const web = await serve(serveFiles());
    const data = smallDataset([web.origin]);
    mkdirSync(join(places().cache, "small"), { recursive: true });
    writeFileSync(join(places().cache, "small", "images"), contents.images);
    writeFileSync(join(places().cache, "small", "labels"), "altered");
    expect((await verifyFiles(data)).map(({ state }) => state)).toEqual(["right", "altered"]);
    await fetchData(data);
    expectWhole();
    expect(web.requests).toEqual(["GET /labels.gz"]);
    expect((await verifyFiles(data)).map(({ state }) => state)).toEqual(["right", "right"]);
  });

  test("two fetches at once: one fetches, the other finds all there", async () => {
    const web = await serve(serveFiles());
    const data = smallDataset([web.origin]);
    const both = await Promise.all([fetchData(data), fetchData(data)]);
    expect(both.map(({ alreadyThere }) => alreadyThere).sort()).toEqual([false, true]);
    expect(web.requests).toHaveLength(2);
    expectWhole();
  });

  test("an interrupted fetch leaves nothing that counts, and says so", async () => {
    const stop = new AbortController();
    const web = await serve((request, response) => {
      if (request.url === "/images.gz") serveFiles()(request, response);
      else stop.abort(new Error("interrupted by the user")); // and never answers
    });
    const data = smallDataset([web.origin]);
    await expect(fetchData(data, { signal: stop.signal })).rejects.toThrow(/interrupted|abort/i);
    expect(cached().filter((name) => /\.work-|\.lock/.test(name))).toEqual([]);
    expect((await verifyFiles(data)).map(({ state }) => state)).toEqual(["right", "missing"]);
  });
});

test("a fetch that is killed in the middle leaves nothing half, and the next one goes on", async () => {
  let asked = () => {};
  const reached = new Promise<void>((resolve) => {
    asked = resolve;
  });
  let stalls = true;
  const web = await serve((request, response) => {
    if (!stalls) return serveFiles()(request, response);
    response.writeHead(200, { "accept-ranges": "bytes", "content-length": compressed.images.length });
    response.write(compressed.images.subarray(0, 200_000)); // and no more
    asked();
  });
  const { cache } = places();
  const child = spawn(
    process.execPath,
    [
      "--conditions=qat-source",
      "--import",
      "tsx",
      join(import.meta.dirname, "fetch-process.ts"),
      JSON.stringify(smallDataset([web.origin])),
    ],
    { cwd: import.meta.dirname, stdio: ["ignore", "ignore", "inherit"] },
  );
  const exit = once(child, "exit");
  await reached;
  await vi.waitUntil(() => cached().some((name) => name.endsWith("images.gz")), { timeout: 10_000 });
  child.kill("SIGKILL");
  expect((await exit)[1]).toBe("SIGKILL");
  const data = smallDataset([web.origin]);
  expect(missingFiles(data)).toHaveLength(2);
  expect(existsSync(join(cache, "small"))).toBe(false);
  stalls = false;
  await fetchData(data);
  expectWhole();
});

describe("a folder of the user's own", () => {
  test.each(["as they are", "compressed"])("has files %s: nothing is fetched", async (how) => {
    const own = join(places().root, "own", "small");
    mkdirSync(own, { recursive: true });
    for (const name of ["images", "labels"] as const) {
      if (how === "compressed") writeFileSync(join(own, `${name}.gz`), compressed[name]);
      else writeFileSync(join(own, name), contents[name]);
    }
    vi.stubEnv("QAT_BENCH_DATA", join(places().root, "own"));
    expect(await fetchData(smallDataset([]))).toEqual({ alreadyThere: true, from: [] });
    expect(cached()).toEqual([]);
  });

  test("with an altered file is refused: what is fetched would stay hidden behind it", async () => {
    const own = join(places().root, "own", "small");
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, "labels.gz"), compressed.images);
    vi.stubEnv("QAT_BENCH_DATA", join(places().root, "own"));
    const web = await serve(serveFiles());
    const error = await failureOf(smallDataset([web.origin]));
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toMatch(/own\/small\/labels\.gz is altered, and comes before .*\n {2}to do: remove it/);
    expect(web.requests).toEqual([]);
  });
});

test("an altered file of the system's package is replaced by one in the cache, which comes before it", async () => {
  const system = join(places().root, "system");
  mkdirSync(system);
  writeFileSync(join(system, "images"), contents.images);
  writeFileSync(join(system, "labels"), "altered");
  const web = await serve(serveFiles());
  const data = smallDataset([web.origin], system);
  await fetchData(data);
  expect(web.requests).toEqual(["GET /labels.gz"]);
  expect((await verifyFiles(data)).map(({ state }) => state)).toEqual(["right", "right"]);
});

test("a dataset that an installed package should bring is refused, with what to do", async () => {
  const error = await failureOf({ ...smallDataset([]), remedy: () => "run `npm ci`" });
  expect(error).toBeInstanceOf(InputError);
  expect(error.message).toMatch(/small is not whole, and there is nothing to fetch\n {2}to do: run `npm ci`/);
});
