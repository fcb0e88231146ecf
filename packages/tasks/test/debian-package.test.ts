import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import type { Origin } from "../src/data/data-files.ts";
import { type FetchProgress, fetchData } from "../src/data/fetch/index.ts";
import { compressed, contents, smallDataset, useCache } from "./small-dataset.ts";

const hasTools = ["apt-get", "dpkg-deb"].every((tool) => spawnSync(tool, ["--version"]).status === 0);
const places = useCache();
const origin: Origin = { kind: "debian", packageName: "small-data", folder: "/usr/share/small-data" };

beforeEach((context) => {
  context.skip(!hasTools, "apt-get and dpkg-deb are not here: they come with Debian and its like");
});

/** An archive of one package on this disk, and apt-get made to know it and nothing else. */
function archive(labels: Uint8Array): void {
  const { root } = places();
  const packed = join(root, "packed");
  mkdirSync(join(packed, "DEBIAN"), { recursive: true });
  mkdirSync(join(packed, "usr/share/small-data"), { recursive: true });
  const control =
    "Package: small-data\nVersion: 1.0\nArchitecture: all\nMaintainer: Nobody <nobody@example.org>\nDescription: small\n";
  writeFileSync(join(packed, "DEBIAN/control"), control);
  writeFileSync(join(packed, "usr/share/small-data/images.gz"), compressed.images);
  writeFileSync(join(packed, "usr/share/small-data/labels"), labels);
  mkdirSync(join(root, "archive"));
  const deb = join(root, "archive", "small-data_1.0_all.deb");
  execFileSync("dpkg-deb", ["--root-owner-group", "--build", packed, deb], { stdio: "ignore" });
  const sha256 = createHash("sha256").update(readFileSync(deb)).digest("hex");
  const entry = `${control}Filename: ./small-data_1.0_all.deb\nSize: ${statSync(deb).size}\nSHA256: ${sha256}\n`;
  writeFileSync(join(root, "archive", "Packages"), entry);

  for (const folder of ["state/lists/partial", "cache/archives/partial", "parts"]) {
    mkdirSync(join(root, "apt", folder), { recursive: true });
  }
  // A copy, as over a network: from a folder apt-get would only link.
  writeFileSync(join(root, "apt/sources.list"), `deb [trusted=yes] copy:${root}/archive ./\n`);
  writeFileSync(join(root, "apt/status"), "");
  const settings = {
    "Dir::State": `${root}/apt/state`,
    "Dir::State::status": `${root}/apt/status`,
    "Dir::Cache": `${root}/apt/cache`,
    "Dir::Etc::sourcelist": `${root}/apt/sources.list`,
    "Dir::Etc::sourceparts": `${root}/apt/parts`,
    "APT::Sandbox::User": "",
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} "${value}";\n`);
  writeFileSync(join(root, "apt/apt.conf"), lines.join(""));
  vi.stubEnv("APT_CONFIG", join(root, "apt/apt.conf"));
  execFileSync("apt-get", ["update", "--quiet"], { stdio: "ignore" });
}

test("a package's files come into the cache, without an installation, compressed or not", async () => {
  archive(contents.labels);
  const seen: FetchProgress[] = [];
  const { from } = await fetchData(smallDataset([origin]), { onProgress: (progress) => seen.push(progress) });
  expect(from).toEqual(["the Debian package small-data"]);
  const { cache } = places();
  expect(readdirSync(cache, { recursive: true }).sort()).toEqual(["small", "small/images", "small/labels"]);
  expect(readFileSync(join(cache, "small/images")).equals(contents.images)).toBe(true);
  const { done, total } = seen.at(-1) ?? {};
  expect(done).toBeGreaterThan(compressed.images.length);
  expect(done).toBe(total);
});

test("a package with another content is refused; what is right in it stays", async () => {
  archive(contents.labels.subarray(1));
  await expect(fetchData(smallDataset([origin]))).rejects.toThrow(
    /the Debian package small-data: what it has as labels is not the file that is pinned/,
  );
  expect(readdirSync(places().cache, { recursive: true }).sort()).toEqual(["small", "small/images"]);
});

test("a package that the archive does not have, and one whose download fails, are told in apt-get's own words", async () => {
  archive(contents.labels);
  const unknown = smallDataset([{ ...origin, packageName: "no-such-data" }]);
  await expect(fetchData(unknown)).rejects.toThrow(/apt-get failed: E: Unable to locate package no-such-data/);
  rmSync(join(places().root, "archive", "small-data_1.0_all.deb"));
  await expect(fetchData(smallDataset([origin]))).rejects.toThrow(/apt-get failed: E: .*small-data/);
});

test("a machine without apt-get says so", async () => {
  vi.stubEnv("PATH", places().root);
  await expect(fetchData(smallDataset([origin]))).rejects.toThrow(/apt-get was not found on PATH\n {2}to do:/);
});
