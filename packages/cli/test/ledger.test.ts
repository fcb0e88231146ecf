import { cp, mkdir, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { keyOf, recordVersion } from "qat-ledger";
import { describe, expect, test } from "vitest";
import { until } from "./fixtures/processes.ts";
import { at, checkout, contents, ledger, own, recordOf } from "./fixtures/trained-ledger.ts";

describe("ledger check", () => {
  test("of what runs left: a table of status and schema, one of suite and commit, and nothing wrong", async () => {
    const { code, stdout, stderr } = await ledger("check");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("records: 6, manifests: 1");
    expect(stdout).toMatch(new RegExp(`status +records +schema ${recordVersion} *\ncompleted +6 +6 *\n`));
    expect(stdout).toMatch(/quick +[0-9a-f]{12} with changes +20\S+ \S+ UTC +1 +6 +6 +0 +0/);
    expect(stdout).toMatch(/nothing is wrong\n$/);
  });

  test("names each file that is wrong, changes nothing, and ends with 1", async () => {
    const { key } = await recordOf("ste", 1);
    await truncate(join(own(), `${key}.json`), 100);
    await cp(join(own(), `${key}.json`), join(own(), "notes.json"));
    const before = await contents(own());
    const text = await ledger("check reports/ledger");
    expect(text.code).toBe(1);
    expect(text.stdout).toMatch(
      new RegExp(`wrong: 2\n.*${key}\\.json\n    it is no JSON.*\n.*notes\\.json\n    its name is no key`),
    );
    const json = await ledger("check --json");
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout).problems).toMatchObject([{ kind: "unreadable" }, { kind: "misnamed" }]);
    expect(await contents(own())).toEqual(before);
  });
});

test("ledger check of an interrupted run says which keys have no record yet, and ends with 0", async () => {
  const { key } = await recordOf("ste", 1);
  await rm(join(own(), `${key}.json`));
  const { code, stdout } = await ledger("check");
  expect(code).toBe(0);
  expect(stdout).toMatch(
    new RegExp(`to know: 1\n.*\\.json\n    no record of 1 of its 6 keys.*: ${key}\n\nnothing is wrong\n$`),
  );
  const json = JSON.parse((await ledger("check --json")).stdout);
  expect(json).toMatchObject({ problems: [], notices: [{ kind: "incomplete" }] });
});

describe("ledger merge", () => {
  test("makes a whole ledger of two halves, once, and a run finds everything in it", async () => {
    const { key } = await recordOf("ste", 1);
    await mkdir(at("other"));
    await cp(join(own(), `${key}.json`), join(at("other"), `${key}.json`));
    await rm(join(own(), `${key}.json`));
    const dry = await ledger("merge reports/ledger reports/other --into reports/into --dry-run");
    expect(dry.stdout).toMatch(/^nothing is changed; .*\n.*\ncopied +6 +1 +2/);
    expect(await readdir(at(""))).not.toContain("into");
    const first = await ledger("merge reports/ledger reports/other --into reports/into");
    expect(first).toMatchObject({ code: 0, stderr: "", stdout: expect.stringMatching(/\ncopied +6 +1 +2/) });
    expect(await contents(at("into"))).toEqual(await contents(at("trained")));
    const again = await ledger("merge reports/ledger reports/other --into reports/into");
    expect(again).toMatchObject({ code: 0, stdout: expect.stringMatching(/\nequal +6 +1 +2/) });
    const run = await checkout.run("run", "--suite", "quick", "--ledger", "reports/into");
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining("6 of 6 cells done (6 cached)") });
  });

  test("says what contradicts what is there, changes nothing of it, and ends with 1", async () => {
    const record = await recordOf("ste", 1);
    await mkdir(at("other"));
    const path = join(at("other"), `${record.key}.json`);
    await writeFile(path, JSON.stringify({ ...record, weightHash: "0".repeat(64) }));
    const before = await contents(own());
    const { code, stdout } = await ledger("merge reports/other");
    expect(code).toBe(1);
    expect(stdout).toContain(`completed with weights ${"weightHash" in record && record.weightHash}`);
    expect(stdout).toContain(`reports/other/${record.key}.json completed with weights ${"0".repeat(64)}`);
    expect(stdout).toMatch(/not merged: 1/);
    const json = JSON.parse((await ledger("merge reports/other --json")).stdout);
    expect(json).toMatchObject({ dryRun: false, files: [{ kind: "record", fate: "conflict" }] });
    expect(await contents(own())).toEqual(before);
  });

  test("that was killed has left whole files alone, and another merge does the rest", async () => {
    const record = await recordOf("ste", 1);
    await cp(own(), at("other"), { recursive: true });
    for (let data = 0; data < 400; data++) {
      const keyParts = { ...record.keyParts, data: String(data) };
      const made = { ...record, keyParts, key: keyOf(keyParts) };
      await writeFile(join(at("other"), `${made.key}.json`), JSON.stringify(made));
    }
    const merge = checkout.start(["ledger", "merge", "reports/other", "--into", "reports/into"]);
    await until("some records", async () => (await readdir(at("into")).catch(() => [])).length > 40);
    merge.kill();
    expect((await merge.ended).code).toBe(137);
    const [half, whole] = [await contents(at("into")), await contents(at("other"))];
    expect(Object.keys(half).length).toBeLessThan(Object.keys(whole).length);
    expect(whole).toMatchObject(half);
    expect(await ledger("merge reports/other --into reports/into")).toMatchObject({ code: 0, stderr: "" });
    expect(await contents(at("into"))).toEqual(whole);
    expect(await ledger("check reports/into")).toMatchObject({ code: 0 });
  });
});
