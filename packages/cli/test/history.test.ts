import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { openLedger } from "qat-ledger";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { madeHistory, type Night } from "../../history/test/made-history.ts";
import { start } from "./fixtures/child.ts";

const root = resolve(import.meta.dirname, "../../..");
const commits = [0, 1, 2, 3, 4, 5].map((day) => String(day).repeat(40));
let folder: string;

/** Six nights in which one precision falls and the other stays, and a seventh of sources that no commit holds. */
const nights: Night[] = [
  ...commits.flatMap((commit, day): Night[] => {
    const found = (mean: number) => ({ 1: mean - 0.1 + (day % 2) / 50, 2: mean + 0.1 + (day % 2) / 50 });
    const sources = { commit, day, program: `${day}` };
    return [
      { ...sources, found: found(day < 4 ? 97 : 95) },
      { ...sources, found: found(90), cell: { precision: "w1a32" } },
    ];
  }),
  { commit: commits[5] ?? null, day: 6, program: "6", found: { 1: 80, 2: 81 }, dirtyHash: "x" },
];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "qat-history-"));
  const ledger = await openLedger(join(folder, "ledger"), (message) => expect.fail(message));
  const { records, manifests } = madeHistory(nights);
  for (const record of records.values()) await ledger.write(record);
  for (const manifest of manifests) await ledger.writeManifest(manifest);
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs `qat-bench history` on the made ledger. */
const history = (...args: string[]) =>
  start(
    process.execPath,
    ["packages/cli/bin/qat-bench.js", "history", "--ledger", join(folder, "ledger"), ...args],
    root,
    {},
  ).ended;

test("of all comparisons: a line each, with its means as bars, and every change with the commits around it", async () => {
  const { code, stdout, stderr } = await history();
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^variant +task +precision +commits +differing +means +last +last change *\n/);
  expect(stdout).toMatch(/\nste +lenet5-mnist +w2a32 +6 +6 +[▁-█]{6} +95\.02\s% +drop since 4{12}, not at 3{12} *\n/);
  expect(stdout).toMatch(/\nste +lenet5-mnist +w1a32 +6 +6 +[▁-█]{6} +90\.02\s% *\n2 comparisons\n/);
  expect(stdout).toMatch(
    /\n\ndrop: ste lenet5-mnist w2a32, accuracy 97\.01\s% -> 95\.\d\d\s%\n {2}last commit before: 3{12}, first since: 4{12}\n$/,
  );
});

test("of one comparison: each point too, and --exit-code tells what the newest sources show", async () => {
  const { code, stdout } = await history("--variant", "ste", "--precision", "w1a32", "--exit-code");
  expect(code).toBe(0);
  expect(stdout).toMatch(/\n2026-01-02 00:00 UTC +1{12} +2\/2 +90\.02\s% +0\.14\s% +program *\n/);
  expect(stdout).toMatch(/no drop, rise or failure found\n$/);
  const fallen = await history("--exit-code", "--uncommitted", "--precision", "w2a32");
  expect(fallen.stdout).toMatch(/5{12} with changes/);
  expect(fallen.code).toBe(1);
});

test("for machines: histories with points and changes, at the alpha that was asked for", async () => {
  const { code, stdout } = await history("--precision", "w2a32", "--alpha", "1e-12", "--json");
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ alpha: 1e-12, histories: [{ changes: [], points: { length: 6 } }] });
});

test("a feed is written whole, and the same again", async () => {
  const path = join(folder, "site", "feed.xml");
  const options = ["--feed", path, "--repository", "https://example.org/team/qat"];
  expect(await history(...options)).toMatchObject({ code: 0, stderr: "" });
  const xml = await readFile(path, "utf8");
  expect(xml).toMatch(/<entry>/);
  expect(xml).toContain(`https://example.org/team/qat/compare/${commits[3]}...${commits[4]}`);
  await history(...options);
  expect(await readFile(path, "utf8")).toBe(xml);
});

describe("bad input", () => {
  test.each([
    ["--alpha 2", /a share lies between 0 and 1/],
    ["--site ftp://x", /an address begins with http/],
    ["--variant lsq", /unknown variant "lsq"/],
    ["--suite smoke", /unknown suite "smoke"/],
  ])("%s ends with 2 and says what is allowed", async (line, message) => {
    const { code, stdout, stderr } = await history(...line.split(" "));
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(message);
  });

  test("a feed where no folder can be ends with 2 and says so", async () => {
    const file = join(folder, "file");
    await writeFile(file, "");
    const { code, stderr } = await history("--feed", join(file, "feed.xml"));
    expect(code).toBe(2);
    expect(stderr).toMatch(/the feed cannot be written to .*\n {2}to do: name a file/);
  });
});
