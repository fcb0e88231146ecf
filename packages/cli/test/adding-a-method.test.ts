import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Checkout, linkWorkspacePackage, openCheckout } from "./fixtures/checkout.ts";

const document = await readFile(resolve(import.meta.dirname, "../../../docs/ADDING_A_METHOD.md"), "utf8");
const folder = "packages/methods/quant-noise";

/** What the document tells its reader to do, in its order. */
type Step =
  | { readonly kind: "command"; readonly line: string }
  | { readonly kind: "file"; readonly path: string; readonly from: string | undefined; readonly text: string };

/** Every block of the document, with the last line before it. @throws {Error} for a block that is neither */
function stepsOf(text: string): Step[] {
  return [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)].flatMap(({ index, 1: language, 2: block = "" }): Step[] => {
    if (language === "sh") return block.split("\n").flatMap((line) => (line === "" ? [] : { kind: "command", line }));
    const before = text.slice(0, index).trimEnd();
    const said = before.slice(before.lastIndexOf("\n") + 1);
    const [, path, from] = /`([^`]+)`(?:, everything from `([^`]+)` on)? becomes:$/.exec(said) ?? [];
    if (path === undefined) throw new Error(`no file is named before the block\n${block}`);
    return [{ kind: "file", path, from, text: block }];
  });
}

const steps = stepsOf(document);
const written = steps.flatMap((step) => (step.kind === "file" ? step : []));
const commands = steps.flatMap((step) => (step.kind === "command" ? step.line : []));

/** Lines that a compiler reads. */
const linesOfCode = (text: string) => text.split("\n").filter((line) => !/^\s*($|\/\/|\/\*|\*)/.test(line)).length;

test("the method takes under 40 lines of code", () => {
  expect(linesOfCode("/**\n * a\n */\nimport b;\n\n  // c\n  d;\n")).toBe(2);
  const sources = written.filter(({ path }) => path.startsWith(`${folder}/src/`));
  expect(sources.map(({ path }) => path)).toEqual([`${folder}/src/quant-noise.ts`, `${folder}/src/index.ts`]);
  const lines = sources.reduce((sum, { text }) => sum + linesOfCode(text), 0);
  expect(lines).toBeGreaterThan(20);
  expect(lines).toBeLessThan(40);
});

test("the document scaffolds, tests, runs and reports", () => {
  for (const command of ["npx turbo gen method", "npm install", "npx vitest run", "npx tsc", "npx biome check"]) {
    expect(commands.filter((line) => line.startsWith(command))).toHaveLength(1);
  }
  for (const command of ["methods", "run --suite smoke", "report --suite smoke", "plan --suite", "run --suite quant"]) {
    expect(commands.filter((line) => line.startsWith(`npm run qat-bench -- ${command}`))).toHaveLength(1);
  }
});

test("the README shows a part of the same code", async () => {
  const readme = await readFile(resolve(import.meta.dirname, "../../../README.md"), "utf8");
  const [, shown = ""] = /^```ts\n(.*?)^```/ms.exec(readme) ?? [];
  expect(linesOfCode(shown)).toBeGreaterThan(5);
  const whole = written.map(({ text }) => text.replace(/^\s+/gm, "")).join("");
  expect(whole).toContain(shown.replace(/^\s+/gm, ""));
});

describe("who follows the document", () => {
  let checkout: Checkout;
  const printed = new Map<string, string>();
  beforeAll(async () => {
    checkout = await openCheckout();
  });
  afterAll(() => checkout?.remove());

  test.each(steps.map((step) => [step.kind === "command" ? step.line : `write ${step.path}`, step] as const))(
    "%s",
    async (_, step) => {
      if (step.kind === "file") {
        if (step.path.startsWith(folder)) expect(existsSync(join(checkout.root, step.path))).toBe(true);
        const kept = step.from === undefined ? "" : await checkout.read(step.path);
        const at = step.from === undefined ? 0 : kept.indexOf(step.from);
        expect(at).toBeGreaterThanOrEqual(0);
        await checkout.write(step.path, kept.slice(0, at) + step.text);
        return;
      }
      // Installing needs a registry; this is what it does with a new folder of the workspace.
      if (step.line === "npm install") return linkWorkspacePackage(checkout.root, folder);
      const line = step.line.replace("--budget 0.1", "--budget 0.002 --device wasm");
      const { code, stdout, stderr } = await checkout.shell(line);
      expect(code, stdout + stderr).toBe(0);
      printed.set(step.line, stdout);
    },
    300_000,
  );

  const outputOf = (start: string) => [...printed].find(([line]) => line.startsWith(start))?.[1] ?? "";

  test("has the method among the installed ones, with both variants", () => {
    expect(outputOf("npm run qat-bench -- methods")).toMatch(
      /^quant-noise +Quantization noise +default, rising +2004\.07320/m,
    );
  });

  test("has trained it, with its options and quantities in the record", async () => {
    const trained = outputOf("npm run qat-bench -- run --suite smoke");
    const [, accuracy] = /^ok quant-noise lenet5-mnist w2a32 seed 1 {2}accuracy ([\d.]+) %/m.exec(trained) ?? [];
    const records = await checkout.records();
    const record = records.find(({ cell }) => cell.variant === "quant-noise");
    if (record?.status !== "completed") throw new Error(`the cell's record is ${record?.status ?? "not there"}`);
    expect(record.metric.value.toFixed(2)).toBe(accuracy);
    expect(record.configuration.options).toEqual({ schedule: "half, then all" });
    const names = record.curves.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["quantized share", "distance to grid"]));
    expect(records.map(({ cell }) => cell.variant).sort()).toEqual(["quant-noise", "quant-noise/rising", "ste"]);
  });

  test("sees it on the page", async () => {
    const [, accuracy = ""] =
      /^ok quant-noise .*accuracy ([\d.]+) %/m.exec(outputOf("npm run qat-bench -- run --suite smoke")) ?? [];
    const markup = await checkout.read("reports/smoke/index.html");
    const page = markup.replace(/<[^>]+>/g, "").replace(/\s+/g, " ");
    const shown = ["Quantization noise", "quantized share", `${accuracy} %`, "--variant quant-noise"];
    expect(shown.filter((text) => !page.includes(text))).toEqual([]);
  });

  test("finds the cell of the other suite cached, and the others not", () => {
    const plan = outputOf("npm run qat-bench -- plan --suite quant-noise");
    expect(plan).toMatch(/^quant-noise +.*cached: completed/m);
    expect(plan).toMatch(/^quant-noise\/rising +.*runs/m);
    expect(plan).toContain("3 cells, 2 to run");
  });

  test("trains nothing for a comment, and this method alone for another p", async () => {
    const toRun = async () => {
      const { stdout } = await checkout.run("plan", "--suite", "quant-noise", "--budget", "0.002", "--device", "wasm");
      return stdout.split("\n").flatMap((line) => (/ runs *$/.test(line) ? line.split(" ", 1) : []));
    };
    await checkout.edit(`${folder}/src/quant-noise.ts`, "Quant-Noise on single weights.", "Another comment.");
    expect(await toRun()).toEqual([]);
    await checkout.edit(`${folder}/src/index.ts`, "? 0.5 : 1", "? 0.25 : 1");
    expect(await toRun()).toEqual(["quant-noise", "quant-noise/rising"]);
  });
});
