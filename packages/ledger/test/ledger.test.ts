import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LedgerError, type Manifest, maximumRecordBytes, openLedger, recordVersion } from "../src/index.ts";
import { completedRecord } from "./records.ts";

let folder: string;
let warnings: string[];
const open = () => openLedger(join(folder, "ledger"), (message) => warnings.push(message));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "qat-ledger-"));
  warnings = [];
});
afterEach(() => rm(folder, { recursive: true }));

/** A cell as records named it before suites could train on all examples. */
const { trainOn: _, ...cell } = completedRecord().cell;
const beforeFull = { cell };

describe("records", () => {
  test("are read as they were written, in a file named by the key", async () => {
    const ledger = await open();
    const record = completedRecord();
    await ledger.write(record);
    expect(await ledger.read(record.key)).toEqual(record);
    expect(await ledger.keys()).toEqual([record.key]);
    expect(await readdir(ledger.folder)).toContain(`${record.key}.json`);
  });

  test("that were never written are null", async () => {
    const ledger = await open();
    expect(await ledger.read("f".repeat(32))).toBeNull();
    expect(warnings).toEqual([]);
  });

  test.each([
    ["cut off", (text: string) => text.slice(0, text.length / 2), "no JSON"],
    ["empty", () => "", "no JSON"],
    [
      "with a field that is no number",
      (text: string) => text.replace('"examplesPerSecond": 128', '"examplesPerSecond": "fast"'),
      "examplesPerSecond",
    ],
    [
      "under another record's name",
      (text: string) => text.replace("0123456789abcdef0123456789abcdef", "f".repeat(32)),
      "ffff",
    ],
  ])("%s are set aside, said, and count as none", async (_, spoil, reason) => {
    const ledger = await open();
    const record = completedRecord();
    await ledger.write(record);
    const path = join(ledger.folder, `${record.key}.json`);
    const spoilt = spoil(await readFile(path, "utf8"));
    await writeFile(path, spoilt);
    expect(await ledger.read(record.key)).toBeNull();
    expect(warnings.join()).toContain(reason);
    const aside = (await readdir(ledger.folder)).find((name) => name.includes(".corrupt-"));
    expect(await readFile(join(ledger.folder, aside ?? ""), "utf8")).toBe(spoilt);
    await ledger.write(record);
    expect(await ledger.read(record.key)).toEqual(record);
  });

  test("of a newer version are refused and stay where they are", async () => {
    const ledger = await open();
    const record = completedRecord();
    const path = join(ledger.folder, `${record.key}.json`);
    const text = JSON.stringify({ ...record, version: recordVersion + 1, somethingNew: true });
    await writeFile(path, text);
    await expect(ledger.read(record.key)).rejects.toThrow(/newer version.*schema 5.*update this checkout/s);
    expect(await readFile(path, "utf8")).toBe(text);
  });

  test("of the first version are read as this one's: nothing was recorded of what they lack", async () => {
    const ledger = await open();
    const { histograms: __, latentMap: ___, flatness: ____, correct: _____, ...older } = completedRecord();
    await writeFile(join(ledger.folder, `${older.key}.json`), JSON.stringify({ ...older, ...beforeFull, version: 1 }));
    expect(await ledger.read(older.key)).toEqual({
      ...completedRecord(),
      histograms: [],
      latentMap: [],
      flatness: null,
    });
    expect(warnings).toEqual([]);
  });

  test("of the second version all held examples out for validation", async () => {
    const ledger = await open();
    const { key } = completedRecord();
    await writeFile(
      join(ledger.folder, `${key}.json`),
      JSON.stringify({ ...completedRecord(), ...beforeFull, version: 2 }),
    );
    expect(await ledger.read(key)).toEqual(completedRecord());
    expect(warnings).toEqual([]);
  });

  test("of the third version do not say which examples were right", async () => {
    const ledger = await open();
    const { correct: _, ...older } = completedRecord();
    await writeFile(join(ledger.folder, `${older.key}.json`), JSON.stringify({ ...older, version: 3 }));
    expect(await ledger.read(older.key)).toEqual({ ...completedRecord(), correct: null });
    expect(warnings).toEqual([]);
  });

  test("that are too large are refused before anything is written", async () => {
    const ledger = await open();
    const points = Array.from({ length: 200 }, (_, i): [number, number] => [i, Math.PI * i]);
    const curves = Array.from({ length: 60 }, (_, i) => ({ name: `curve ${i}`, points }));
    await expect(ledger.write(completedRecord({ curves }))).rejects.toThrow(String(maximumRecordBytes));
    expect(await ledger.keys()).toEqual([]);
  });

  test("that break the schema are never written", async () => {
    const ledger = await open();
    const points = Array.from({ length: 201 }, (_, i): [number, number] => [i, 0]);
    await expect(ledger.write(completedRecord({ curves: [{ name: "loss", points }] }))).rejects.toThrow();
    expect(await ledger.keys()).toEqual([]);
  });
});

describe("manifests", () => {
  const manifest = (id: string, at: string): Manifest => ({
    version: 1,
    id,
    at,
    suite: "smoke",
    commit: null,
    dirty: true,
    dirtyHash: null,
    keys: ["a", "b"],
  });

  test("come back oldest first, a spoilt one set aside", async () => {
    const ledger = await open();
    await ledger.writeManifest(manifest("z", "2026-01-01T00:00:00.000Z"));
    await ledger.writeManifest(manifest("a", "2026-01-02T00:00:00.000Z"));
    await writeFile(join(ledger.folder, "manifests", "bad.json"), "{");
    expect((await ledger.manifests()).map(({ id }) => id)).toEqual(["z", "a"]);
    expect(warnings).toHaveLength(1);
  });
});

test("a folder that cannot be made is an error that names it and says what to do", async () => {
  await writeFile(join(folder, "file"), "");
  const opening = openLedger(join(folder, "file", "ledger"), () => {});
  await expect(opening).rejects.toThrow(LedgerError);
  await expect(opening).rejects.toThrow(/cannot be written.*file\/ledger.*--ledger/s);
});
