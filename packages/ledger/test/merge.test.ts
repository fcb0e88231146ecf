import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { hashFields, isUnmerged, keyOf, openLedger, recordVersion } from "../src/index.ts";
import { at, claimed, contents, day, failed, fates, into, merge, one, put, two, warnings } from "./merging.ts";
import { failedRecord, manifestOf } from "./records.ts";

describe("what is missing", () => {
  test("is copied as it lies there, records, manifests and networks, and nothing more by a second merge", async () => {
    await put("a", one);
    await put("b", two);
    const path = join(at("a"), `${one.key}.json`);
    await writeFile(path, JSON.stringify(one)); // another layout than this version writes
    await mkdir(join(at("a"), "networks"));
    await writeFile(join(at("a"), "networks", `${one.key}.bin`), Buffer.from([1, 2, 255]));
    await (await openLedger(at("b"), () => {})).writeManifest(manifestOf("run", day(1), [two.key]));
    const files = await merge(["a", "b"]);
    expect(fates(files)).toEqual(["copied", "copied", "copied", "copied"]);
    expect(files.map(({ kind }) => kind).sort()).toEqual(["manifest", "network", "record", "record"]);
    expect(await readFile(join(at("into"), `${one.key}.json`), "utf8")).toBe(JSON.stringify(one));
    expect(await readFile(join(at("into"), "networks", `${one.key}.bin`))).toEqual(Buffer.from([1, 2, 255]));
    expect(await into(two.key)).toEqual(two);
    expect(claimed.sort()).toEqual([one.key, two.key].sort());
    const after = await contents("into");
    expect(fates(await merge(["a", "b"]))).toEqual(["equal", "equal", "equal", "equal"]);
    expect(await contents("into")).toEqual(after);
    expect(claimed).toHaveLength(2);
    expect(warnings).toEqual([]);
  });

  test("stays so in a dry run, which says the same", async () => {
    await put("a", one, failedRecord(two, day(1), "thrown"));
    await put("into", failed);
    await (await openLedger(at("a"), () => {})).writeManifest(manifestOf("run", day(1), [one.key]));
    const before = await contents("into");
    const said = await merge(["a"], { dryRun: true });
    expect(await contents("into")).toEqual(before);
    expect(claimed).toEqual([]);
    expect(await merge(["a"])).toEqual(said);
  });

  test("a dry run makes no folder", async () => {
    await put("a", one);
    expect(fates(await merge(["a"], { dryRun: true }))).toEqual(["copied"]);
    expect(await readdir(at(""))).toEqual(["a"]);
  });

  test("of an older version is copied as it is", async () => {
    await put("a");
    const { trainOn: _, ...cell } = one.cell;
    const keyParts = { cell: hashFields(cell) };
    const key = keyOf(keyParts);
    const text = JSON.stringify({ ...one, cell, keyParts, key, version: 2 });
    await writeFile(join(at("a"), `${key}.json`), text);
    expect(fates(await merge(["a"]))).toEqual(["copied"]);
    expect(await readFile(join(at("into"), `${key}.json`), "utf8")).toBe(text);
  });
});

describe("what cannot be merged", () => {
  test.each([
    ["cut off", "{", /no JSON/],
    ["newer", JSON.stringify({ ...one, version: recordVersion + 1 }), /newer version/],
    ["another key's", JSON.stringify(two), /holds the record of/],
    ["altered", JSON.stringify({ ...one, cell: two.cell }), /does not hash/],
  ])("%s: a record is left where it is, and said", async (_, text, why) => {
    await put("a");
    await writeFile(join(at("a"), `${one.key}.json`), text);
    const files = await merge(["a"]);
    expect(files).toMatchObject([{ fate: "unusable", why: expect.stringMatching(why) }]);
    expect(files.every(isUnmerged)).toBe(true);
    expect(Object.keys(await contents("into"))).toEqual([]);
    expect(await contents("a")).toEqual({ [join(at("a"), `${one.key}.json`)]: text });
  });

  test("a key that a run is training is left alone, and said", async () => {
    await put("a", one);
    expect(await merge(["a"], { claim: async () => null })).toMatchObject([{ fate: "busy" }]);
    expect(Object.keys(await contents("into"))).toEqual([]);
  });

  test("a final record that a run writes just before the claim is not written over", async () => {
    await put("a", one);
    const meanwhile = { ...one, startedAt: day(6) };
    const claim = async () => {
      await put("into", meanwhile);
      return async () => {};
    };
    expect(fates(await merge(["a"], { claim }))).toEqual(["duplicate"]);
    expect(await into(one.key)).toEqual(meanwhile);
  });

  test("a claim is given back, whatever happens", async () => {
    await put("a", one);
    await put("into");
    await mkdir(join(at("a"), "networks"));
    await writeFile(join(at("a"), "networks", `${one.key}.bin`), "");
    await writeFile(join(at("into"), "networks"), "a file in the folder's place");
    let open = 0;
    const claim = async () => {
      open++;
      return async () => void open--;
    };
    await expect(merge(["a"], { claim })).rejects.toThrow(/networks/);
    expect(open).toBe(0);
  });

  test("a corrupt record that is there is set aside, and a newer one stays", async () => {
    await put("a", one, two);
    await put("into");
    await writeFile(join(at("into"), `${one.key}.json`), "{");
    const newer = JSON.stringify({ ...two, version: recordVersion + 1 });
    await writeFile(join(at("into"), `${two.key}.json`), newer);
    expect(fates(await merge(["a"])).sort()).toEqual(["copied", "unusable"]);
    expect(warnings).toEqual([expect.stringContaining(".corrupt-")]);
    expect(await into(one.key)).toEqual(one);
    expect(await readFile(join(at("into"), `${two.key}.json`), "utf8")).toBe(newer);
  });

  test("a manifest: unreadable ones, and two of one name, are said", async () => {
    for (const [name, suite] of [
      ["a", "smoke"],
      ["b", "pr"],
      ["c", "smoke"],
    ] as const) {
      const ledger = await openLedger(at(name), () => {});
      await ledger.writeManifest(manifestOf("run", day(1), [], { suite }));
    }
    await writeFile(join(at("a"), "manifests", "bad.json"), "{");
    expect(fates(await merge(["a", "b", "c"]))).toEqual(["unusable", "copied", "conflict", "equal"]);
    expect(await readdir(join(at("into"), "manifests"))).toEqual(["run.json"]);
  });

  test("a folder that is not there is an error, before anything is written", async () => {
    await put("a", one);
    await expect(merge(["a", "nowhere"])).rejects.toThrow(/no ledger can be read in .*nowhere/);
    expect(await readdir(at(""))).toEqual(["a"]);
  });
});
