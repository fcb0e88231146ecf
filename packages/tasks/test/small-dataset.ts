import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, vi } from "vitest";
import type { DataFiles, Origin } from "../src/data/data-files.ts";
import { fetchable } from "../src/data/fetchable.ts";

/** Bytes that compress badly, so that a part of the file is worth continuing. */
function noise(name: string, bytes: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(bytes / 32) }, (_, i) => createHash("sha256").update(`${name} ${i}`));
  return Buffer.concat(blocks.map((block) => block.digest())).subarray(0, bytes);
}

export const contents = { images: noise("images", 400_000), labels: noise("labels", 1_000) };
export const compressed = { images: gzipSync(contents.images), labels: gzipSync(contents.labels) };

/** A dataset of two small files; `system` is the folder of the operating system's package. */
export function smallDataset(origins: readonly Origin[], system = "/nowhere"): DataFiles {
  const files = Object.entries(contents).map(([name, content]) => ({
    name,
    bytes: content.length,
    sha256: createHash("sha256").update(content).digest("hex"),
  }));
  return { name: "small", files, origins, ...fetchable("small", { system }) };
}

/** Each test's own cache, and folder beside it; the user's environment is left out. */
export function useCache(): () => { readonly root: string; readonly cache: string } {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "qat-tasks-"));
    vi.stubEnv("QAT_BENCH_CACHE", join(root, "cache"));
    vi.stubEnv("QAT_BENCH_DATA", "");
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(root, { recursive: true });
  });
  return () => ({ root, cache: join(root, "cache", "data") });
}

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface Web {
  readonly origin: Origin;
  /** What was asked for: `GET /images.gz`, with the range where there was one. */
  readonly requests: string[];
}

/** Serves on this machine until the test's end. */
export function useWeb(): (answer: Answer) => Promise<Web> {
  const open: (() => void)[] = [];
  afterEach(() => {
    for (const close of open.splice(0)) close();
  });
  return async (answer) => {
    const requests: string[] = [];
    const server = createServer((request, response) => {
      requests.push([request.method, request.url, request.headers.range].filter(Boolean).join(" "));
      answer(request, response);
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    open.push(() => {
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    return { origin: { kind: "web", address: `http://127.0.0.1:${port}/` }, requests };
  };
}

/** Answers as a server of files does, ranges too. `cut` ends an answer after so many bytes, as a broken connection does. */
export function serveFiles(cut?: (request: IncomingMessage) => number | undefined, altered = false): Answer {
  const files = Object.entries(compressed).map(([name, file]) => {
    return [`/${name}.gz`, altered ? gzipSync(Buffer.from("something else")) : file];
  });
  return serve(Object.fromEntries(files), cut);
}

/** The same of any files, by path. */
export function serve(
  files: Readonly<Record<string, Buffer>>,
  cut?: (request: IncomingMessage) => number | undefined,
): Answer {
  return (request, response) => {
    const file = files[request.url ?? ""];
    if (file === undefined) {
      response.writeHead(404).end("no such file");
      return;
    }
    const [, start] = /^bytes=(\d+)-$/.exec(request.headers.range ?? "") ?? [];
    const rest = file.subarray(Number(start ?? 0));
    response.writeHead(start === undefined ? 200 : 206, {
      "accept-ranges": "bytes",
      "content-length": rest.length,
      ...(start === undefined ? {} : { "content-range": `bytes ${start}-${file.length - 1}/${file.length}` }),
    });
    if (request.method === "HEAD") {
      response.end();
      return;
    }
    const limit = cut?.(request);
    if (limit === undefined) response.end(rest);
    else response.write(rest.subarray(0, limit), () => setImmediate(() => response.destroy()));
  };
}
