import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkLedger, hashFields, keyOf, type Ledger, openLedger, readLedger, recordVersion } from "../src/index.ts";
import { keyedRecord, manifestOf } from "./records.ts";

let folder: string;
let ledger: Ledger;
const first = keyedRecord({ seed: 1 });
const second = keyedRecord({ seed: 2 });
const day = (n: number) => `2026-01-0${n}T00:00:00.000Z`;
const pathOf = (key: string) => join(folder, `${key}.json`);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "qat-ledger-"));
  ledger = await openLedger(folder, (message) => expect.fail(message));
  await ledger.write(first);
  await ledger.write(second);
  await ledger.writeManifest(manifestOf("one", day(1), [first.key, second.key]));
});
afterEach(() => rm(folder, { recursive: true }));

/** Every file with what is in it. */
async function contents(): Promise<Record<string, string>> {
  const paths = (await readdir(folder, { recursive: true })).filter((name) => name.includes(".json"));
  return Object.fromEntries(await Promise.all(paths.map(async (p) => [p, await readFile(join(folder, p), "utf8")])));
}

test("a whole ledger has no problems, and its records are told by status, schema and commit", async () => {
  const { records, manifests, problems, notices, setAside } = await checkLedger(folder);
  expect(problems).toEqual([]);
  expect(notices).toEqual([]);
  expect(setAside).toEqual([]);
  expect(records).toHaveLength(2);
  expect(records).toContainEqual({ key: first.key, status: "completed", version: recordVersion, commit: "c0ffee" });
  expect(manifests.map(({ id }) => id)).toEqual(["one"]);
});

test("a record of an older version is none, and its version is the one that it is written in", async () => {
  const { trainOn: _, ...cell } = first.cell;
  const keyParts = { cell: hashFields(cell) };
  const key = keyOf(keyParts);
  await writeFile(pathOf(key), JSON.stringify({ ...first, cell, version: 2, keyParts, key }));
  const { records, problems } = await checkLedger(folder);
  expect(problems).toEqual([]);
  expect(records.map(({ version }) => version).sort()).toEqual([2, recordVersion, recordVersion]);
});

const spoilt: [what: string, spoil: () => Promise<void>, problem: { kind: string; what: RegExp }][] = [
  ["cut off", () => writeFile(pathOf(first.key), "{"), { kind: "unreadable", what: /no JSON/ }],
  ["null", () => writeFile(pathOf(first.key), "null"), { kind: "unreadable", what: /^record: / }],
  [
    "of another shape",
    () => writeFile(pathOf(first.key), JSON.stringify({ ...first, steps: "ten" })),
    { kind: "unreadable", what: /^steps: / },
  ],
  [
    "by a newer version",
    () => writeFile(pathOf(first.key), JSON.stringify({ ...first, version: recordVersion + 1 })),
    { kind: "newer", what: new RegExp(`schema ${recordVersion + 1}, this one reads up to ${recordVersion}`) },
  ],
  [
    "under another key's name",
    () => rename(pathOf(first.key), pathOf("f".repeat(32))),
    { kind: "misnamed", what: new RegExp(`holds the record of ${first.key}`) },
  ],
  [
    "under a name that is no key",
    () => rename(pathOf(first.key), join(folder, "best.json")),
    { kind: "misnamed", what: new RegExp(`its name is no key.*holds the record of ${first.key}`) },
  ],
  [
    "with key parts of another key",
    () => writeFile(pathOf(first.key), JSON.stringify({ ...first, keyParts: { ...first.keyParts, data: "b3" } })),
    { kind: "altered", what: /its key parts hash to [0-9a-f]{32}/ },
  ],
  [
    "with another cell than its key has",
    () => writeFile(pathOf(first.key), JSON.stringify({ ...first, cell: { ...first.cell, seed: 9 } })),
    { kind: "altered", what: /its cell does not hash/ },
  ],
  [
    "that is a folder",
    async () => {
      await rm(pathOf(first.key));
      await mkdir(pathOf(first.key));
    },
    { kind: "unreadable", what: /EISDIR/ },
  ],
];

describe("a record", () => {
  test.each(spoilt)("%s is said, and nothing is changed", async (_, spoil, problem) => {
    await spoil();
    const before = await readdir(folder);
    const { problems, records } = await checkLedger(folder);
    expect(problems).toEqual([
      { path: expect.stringContaining(folder), kind: problem.kind, what: expect.stringMatching(problem.what) },
    ]);
    expect(records.map(({ key }) => key)).toEqual([second.key]);
    expect(await readdir(folder)).toEqual(before);
  });

  test("that was set aside is listed and is no problem of today", async () => {
    await writeFile(pathOf("a".repeat(32)), "");
    await (await openLedger(folder, () => {})).read("a".repeat(32));
    const { problems, setAside } = await checkLedger(folder);
    expect(problems).toEqual([]);
    expect(setAside).toEqual([expect.stringContaining(`${"a".repeat(32)}.json.corrupt-`)]);
  });
});

describe("a manifest", () => {
  test("names keys without records: a notice says how many, and the first, and nothing is wrong", async () => {
    const keys = ["1", "2", "3", "4"].map((digit) => digit.repeat(32));
    await ledger.writeManifest(manifestOf("two", day(2), [...keys, first.key]));
    const { problems, notices, manifests } = await checkLedger(folder);
    expect(problems).toEqual([]);
    expect(notices).toMatchObject([
      { kind: "incomplete", what: expect.stringMatching(/^no record of 4 of its 5 keys.*1{32}, 2{32}/) },
    ]);
    expect(manifests.map(({ id }) => id)).toEqual(["one", "two"]);
  });

  test.each([
    ["cut off", "{", "unreadable"],
    ["of a newer version", JSON.stringify({ ...manifestOf("bad", day(2), []), version: 2 }), "newer"],
    ["of another run's name", JSON.stringify(manifestOf("good", day(2), [])), "misnamed"],
  ])("%s is said", async (_, text, kind) => {
    await writeFile(join(folder, "manifests", "bad.json"), text);
    const before = await contents();
    expect((await checkLedger(folder)).problems).toMatchObject([{ kind, path: join(folder, "manifests", "bad.json") }]);
    expect(await contents()).toEqual(before);
  });

  test("of a newer version is refused by a run, and stays", async () => {
    await writeFile(join(folder, "manifests", "new.json"), JSON.stringify({ version: 2 }));
    await expect(ledger.manifests()).rejects.toThrow(/newer version.*schema 2, this one reads up to 1.*update/s);
    expect(await readdir(join(folder, "manifests"))).toContain("new.json");
  });
});

test("a folder that is not there is an error that names it and says what to do", async () => {
  await expect(checkLedger(join(folder, "nowhere"))).rejects.toThrow(
    /no ledger can be read in .*nowhere.*ENOENT.*to do/s,
  );
});

test("a ledger without manifests is one", async () => {
  await rm(join(folder, "manifests"), { recursive: true });
  expect(await checkLedger(folder)).toMatchObject({ manifests: [], problems: [], notices: [] });
});

test("what can be read is read, what cannot be is said and stays", async () => {
  await writeFile(pathOf(first.key), "{");
  const warnings: string[] = [];
  const { records, manifests } = await readLedger(folder, (message) => warnings.push(message));
  expect([...records]).toEqual([[second.key, second]]);
  expect(manifests).toHaveLength(1);
  expect(warnings).toEqual([expect.stringMatching(/left out: .*no JSON/s)]);
  expect(await readFile(pathOf(first.key), "utf8")).toBe("{");
});
