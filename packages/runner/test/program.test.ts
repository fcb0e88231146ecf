import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildProgram } from "../src/plan/program.ts";
import { findWorkspace, methodSources, type Source, taskSources, type Workspace } from "../src/workspace.ts";

let workspace: Workspace;
let task: Source;
let ste: Source;
let scratch: string;

beforeAll(async () => {
  workspace = findWorkspace(import.meta.dirname);
  task = taskSources(workspace).find(({ name }) => name === "lenet5-mnist") as Source;
  ste = methodSources(workspace).find(({ name }) => name === "ste") as Source;
  scratch = await mkdtemp(join(tmpdir(), "qat-program-"));
  await symlink(join(workspace.root, "node_modules"), join(scratch, "node_modules"));
  await cp(dirname(ste.entry), join(scratch, "src"), { recursive: true });
});
afterAll(() => rm(scratch, { recursive: true }));

/** The program's hash with the method's source changed. */
async function hashOf(change: (source: string) => string): Promise<string> {
  const entry = join(scratch, "src/changed.ts");
  await writeFile(entry, change(await readFile(join(scratch, "src/index.ts"), "utf8")));
  return (await buildProgram(workspace, { name: "ste", entry }, task, "wasm")).sha256;
}

describe("a cell's program", () => {
  test("is the same each time, and names no path of the checkout", async () => {
    const [one, two] = await Promise.all([1, 2].map(() => buildProgram(workspace, ste, task, "wasm")));
    expect(one?.text).toBe(two?.text);
    expect(one?.text).not.toContain(workspace.root);
  });

  test("does not change with comments, types and layout", async () => {
    const same = await hashOf((source) => source);
    expect(await hashOf((source) => `// why\n${source.replaceAll("\n", "\n\n")}\n/* the end */`)).toBe(same);
    expect(await hashOf((source) => `${source}\nexport type Extra = { readonly a: number };`)).toBe(same);
  });

  test("changes with one character of what runs", async () => {
    const same = await hashOf((source) => source);
    expect(await hashOf((source) => source.replace('name: "ste"', 'name: "ste2"'))).not.toBe(same);
  });

  test("holds one engine and not the other, and leaves installed packages out by name", async () => {
    const [wasm, native] = await Promise.all([
      buildProgram(workspace, ste, task, "wasm"),
      buildProgram(workspace, ste, task, "native"),
    ]);
    expect(wasm.packages).toContain("@tensorflow/tfjs-backend-wasm");
    expect(native.packages).not.toContain("@tensorflow/tfjs-backend-wasm");
    for (const { packages } of [wasm, native]) {
      expect(packages).toContain("@tensorflow/tfjs-core");
      expect(packages.filter((name) => name.startsWith("qat-"))).toEqual([]);
    }
  });

  test("names the files that it holds code of, and no others", async () => {
    const { sources } = await buildProgram(workspace, ste, task, "wasm");
    expect(sources).toEqual(
      expect.arrayContaining([
        "packages/methods/ste/src/index.ts",
        "packages/qat-core/src/training/training.ts",
        "packages/tasks/src/tasks/lenet5-mnist/index.ts",
      ]),
    );
    // A module that the network does not use, one of the other engine, and one of types alone.
    expect(sources).not.toContain("packages/tasks/src/layers/lstm.ts");
    expect(sources.filter((path) => path.includes("engine/src/native"))).toEqual([]);
    expect(sources).not.toContain("packages/qat-core/src/method.ts");
    expect(sources.filter((path) => !path.startsWith("packages/"))).toEqual([]);
  });

  test("reaches neither plan nor ledger nor any other method: they cannot change its result", async () => {
    const { text } = await buildProgram(workspace, ste, task, "wasm");
    expect(text).not.toContain("tryLock");
    expect(text).not.toContain("Float network");
  });
});
