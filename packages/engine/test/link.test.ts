import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { linkBinding } from "../src/native/link.ts";

let folder: string;
const install = (name: string) => join(folder, name);
const place = () => join(folder, "package", "lib", "napi-v8", "tfjs_binding.node");

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "qat-engine-link-"));
  for (const name of ["a", "b"]) {
    mkdirSync(install(name));
    writeFileSync(join(install(name), "tfjs_binding.node"), name);
  }
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

test("the link is made, kept, and moved to another install", () => {
  for (const name of ["a", "a", "b"]) {
    linkBinding(install(name), join(folder, "package"));
    expect(readlinkSync(place())).toBe(join(install(name), "tfjs_binding.node"));
  }
});

test("a copied file in its place, as an install script would leave, is replaced", () => {
  mkdirSync(join(folder, "package", "lib", "napi-v8"), { recursive: true });
  writeFileSync(place(), "old");
  linkBinding(install("a"), join(folder, "package"));
  expect(readFileSync(place(), "utf8")).toBe("a");
});

test("a place that cannot be written is named", () => {
  writeFileSync(join(folder, "package"), "a file where a folder should be");
  expect(() => linkBinding(install("a"), join(folder, "package"))).toThrow(
    /could not be linked to .*Make node_modules writable/,
  );
});

test("two processes that link at once never leave a moment without a whole link", async () => {
  const script = `
    import { linkBinding } from ${JSON.stringify(join(import.meta.dirname, "../src/native/link.ts"))};
    for (let i = 0; i < 1000; i++) linkBinding(process.argv[1] + (i % 2 ? "/a" : "/b"), process.argv[1] + "/package");`;
  linkBinding(install("a"), join(folder, "package"));
  const children = [0, 1].map(() =>
    spawn(
      process.execPath,
      ["--conditions=qat-source", "--import", "tsx", "--input-type=module", "--eval", script, folder],
      {
        stdio: "inherit",
        cwd: import.meta.dirname,
      },
    ),
  );
  let running = children.length;
  const exits = children.map(async (child) => {
    const [code] = (await once(child, "exit")) as [number];
    running -= 1;
    return code;
  });
  while (running > 0) {
    for (let i = 0; i < 200; i++) expect(readFileSync(place(), "utf8")).toMatch(/^[ab]$/);
    await new Promise(setImmediate);
  }
  expect(await Promise.all(exits)).toEqual([0, 0]);
  expect(readdirSync(join(place(), ".."))).toEqual(["tfjs_binding.node"]);
});
