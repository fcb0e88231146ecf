import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { InputError } from "qat-core";
import { afterAll, describe, expect, test } from "vitest";
import { chooseMutants } from "../../src/calibrate/mutants.ts";
import { findMutants } from "../../src/index.ts";

const root = resolve(import.meta.dirname, "../../../..");
const mutants = await findMutants(root);

test("there are five at least, in methods' packages", () => {
  const ofMethods = mutants.filter(({ path }) => path.startsWith(join(root, "packages/methods")));
  expect(ofMethods.length).toBeGreaterThanOrEqual(5);
});

// What a mutant breaks changes with time: one that does not apply any more calibrates nothing.
test.each(mutants)("$name applies, and says in a sentence what is wrong", ({ path, description }) => {
  expect(() => execFileSync("git", ["apply", "--check", path], { cwd: root, stdio: "pipe" })).not.toThrow();
  expect(description).toMatch(/^[A-Z].*[.]$/s);
});

test("are chosen by name, in their own order; one that is not there is refused with its neighbour", () => {
  const [first, second, third] = mutants;
  if (!first || !second || !third) throw new Error("there are three mutants at least");
  expect(chooseMutants(mutants, [third.name, first.name])).toEqual([first, third]);
  expect(chooseMutants(mutants, [])).toEqual(mutants);
  expect(() => chooseMutants(mutants, ["scale-double"])).toThrow(InputError);
  expect(() => chooseMutants(mutants, ["scale-double"])).toThrow(/unknown mutant "scale-double".*scale-doubled/s);
});

describe("a checkout of one's own", () => {
  const folder = mkdtempSync(join(tmpdir(), "mutants-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const patch = "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n";
  const write = (path: string, text: string) => {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), text);
  };

  test("finds them in packages and in methods, in the order of their paths, and nothing else", async () => {
    mkdirSync(join(folder, "packages/methods/plain"), { recursive: true });
    expect(await findMutants(folder)).toEqual([]);
    write("packages/methods/mine/mutants/worse.patch", `Worse.\n\n${patch}`);
    write("packages/core/mutants/bad.patch", `Bad,\nand how.\n\n${patch}`);
    write("packages/core/mutants/notes.md", "no patch");
    expect(await findMutants(folder)).toEqual([
      { name: "bad", description: "Bad,\nand how.", path: join(folder, "packages/core/mutants/bad.patch") },
      { name: "worse", description: "Worse.", path: join(folder, "packages/methods/mine/mutants/worse.patch") },
    ]);
  });

  test("refuses one that does not say what it does", async () => {
    write("packages/core/mutants/silent.patch", patch);
    await expect(findMutants(folder)).rejects.toThrow(InputError);
    await expect(findMutants(folder)).rejects.toThrow("packages/core/mutants/silent.patch does not say what is wrong");
  });
});
