import { readdir, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { keyOf } from "qat-ledger";
import { describe, expect, test } from "vitest";
import { checkout, ledger, own, recordOf } from "./fixtures/trained-ledger.ts";

describe("ledger show", () => {
  test("of several is a table, of one a page with the command that repeats it", async () => {
    const table = await ledger("show --variant ste");
    expect(table).toMatchObject({ code: 0, stderr: "" });
    expect(table.stdout).toMatch(
      /^variant +task .*\nste +halves +w2a32 +1 +completed, [\d.]+\s%.*\nste +halves +w2a32 +2 /,
    );
    const record = await recordOf("ste", 1);
    const page = await ledger(`show ${record.key.slice(0, 10)}`);
    expect(page).toMatchObject({ code: 0, stderr: "" });
    for (const text of [
      "ste halves w2a32 seed 1: completed, ",
      record.key,
      "controlled, budget 1, trained on split, wasm",
      "Wall time",
      "Seeds",
      "Configuration",
      `at ${record.provenance.commit} (and the changes against it`,
    ]) {
      expect(page.stdout).toContain(text);
    }
    const command = page.stdout.trimEnd().split("\n").at(-1)?.trim() ?? "";
    expect(command).toMatch(/^npm run qat-bench -- run --suite quick --variant ste .* --again$/);
    const repeated = await checkout.run(...command.replace("npm run qat-bench -- ", "").split(" "));
    expect(repeated.code).toBe(0);
    expect(await recordOf("ste", 1)).toMatchObject({ key: record.key, repeatability: "bit-identical" });
  });

  test("selects by every option, and gives whole records to machines", async () => {
    const { stdout } = await ledger(
      "show --suite quick --variant ste --task halves --precision w2a32 --seed 2 --device wasm --json",
    );
    expect(JSON.parse(stdout)).toEqual([
      { suites: ["quick"], command: expect.stringContaining("--seed 2"), record: await recordOf("ste", 2) },
    ]);
  });

  test("with its history has each run's figure, and where the key changed", async () => {
    const record = await recordOf("ste", 1);
    const keyParts = { ...record.keyParts, program: "older" };
    const older = { ...record, keyParts, key: keyOf(keyParts) };
    await writeFile(join(own(), `${older.key}.json`), JSON.stringify(older));
    const sources = { commit: "a".repeat(40), dirty: false, dirtyHash: null };
    const run = {
      version: 1,
      id: "old",
      at: "2020-01-01T00:00:00.000Z",
      suite: "quick",
      ...sources,
      keys: [older.key],
    };
    await writeFile(join(own(), "manifests/old.json"), JSON.stringify(run));
    const { code, stdout } = await ledger("show --variant ste --seed 1 --history");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      new RegExp(
        `^ste halves w2a32 seed 1 .*\nrun .*\n2020-01-01 00:00 UTC +quick +a{12} +completed, .* ${older.key.slice(0, 12)} *\n.* ${record.key.slice(0, 12)} +key changed`,
      ),
    );
    const json = JSON.parse((await ledger("show --variant ste --seed 1 --history --json")).stdout);
    expect(json).toMatchObject([
      {
        cell: record.cell,
        points: [
          { key: older.key, changed: false },
          { key: record.key, changed: true },
        ],
      },
    ]);
    expect(json[0].points[1].metric).toEqual("metric" in record && record.metric);
  });

  test("leaves out what it cannot read, says so, and changes nothing", async () => {
    const { key } = await recordOf("ste", 1);
    await truncate(join(own(), `${key}.json`), 100);
    const { code, stdout, stderr } = await ledger("show");
    expect(code).toBe(0);
    expect(stderr).toMatch(new RegExp(`^left out: .*${key}\\.json\n  it is no JSON`));
    expect(stdout).toMatch(/5 records\n$/);
    expect(await readdir(own())).toContain(`${key}.json`);
  });
});

const wrong: [command: string, stderr: RegExp][] = [
  ["check nowhere", /^qat-bench: there is no ledger nowhere\n {2}to do: name a folder/],
  ["check suites", /^qat-bench: suites is no ledger: it has no record and no manifest\n {2}allowed: /],
  ["check turbo.json", /^qat-bench: turbo\.json is no ledger: it is a file\n {2}allowed: /],
  ["merge reports", /^qat-bench: reports is no ledger: it is the folder above one\n/],
  ["merge reports/ledger", /^qat-bench: reports\/ledger cannot be merged into itself\n {2}to do: /],
  ["merge", /^error: missing required argument 'from'/],
  ["show xyz", /^qat-bench: "xyz" is no key\n {2}allowed: 1 to 32 digits/],
  [
    "show --variant stee",
    /^qat-bench: unknown variant "stee"\n {2}allowed: fp32, ste, warm\n {2}to do: did you mean ste\?/,
  ],
  ["show --task halve", /^qat-bench: unknown task "halve"\n {2}allowed: halves\n/],
  ["show --suite quik", /^qat-bench: unknown suite "quik"\n {2}allowed: quick\n/],
  ["show --precision w3a32", /^qat-bench: unknown precision "w3a32"/],
  ["show --device gpu", /^qat-bench: unknown device "gpu"\n {2}allowed: wasm\n/],
  ["show --seed 9", /^qat-bench: the ledger has no such record\n {2}to do: qat-bench ledger show lists/],
  ["show --seed one", /^error: option '--seed <number>' argument 'one' is invalid/],
  ["shw", /^error: unknown command 'shw'\n\(Did you mean show\?\)/],
];

test.each(wrong)("ledger %s: exit code 2, and what is allowed", async (line, stderr) => {
  expect(await ledger(line)).toMatchObject({ code: 2, stdout: "", stderr: expect.stringMatching(stderr) });
});

test.each(["", "check", "merge", "show"])("ledger %s --help has examples", async (name) => {
  const { code, stdout } = await checkout.run(...["ledger", name, "--help"].filter(Boolean));
  expect(code).toBe(0);
  expect(stdout).toMatch(new RegExp(`\nExamples:\n {2}qat-bench ledger ${name}`));
});
