import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { resolveEngine } from "qat-engine";
import { missingFiles } from "qat-tasks/data";
import { task as fashion } from "qat-tasks/tasks/resnet8-fashion";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Checkout, openCheckout } from "./fixtures/checkout.ts";
import { shellCommands } from "./fixtures/shell-blocks.ts";

const root = resolve(import.meta.dirname, "../../..");
const lacksData = fashion.data.files !== undefined && missingFiles(fashion.data.files).length > 0;
const documents = [
  "README.md",
  "docs/ARCHITECTURE.md",
  "docs/RULES.md",
  "docs/gate.md",
  "docs/github.md",
  "docs/performance.md",
  "reports/README.md",
];
/** Its commands need each other and what it has written before: adding-a-method.test.ts follows it. */
const walkthrough = "docs/ADDING_A_METHOD.md";
const texts = new Map(
  await Promise.all(
    [...documents, walkthrough].map(async (path) => [path, await readFile(join(root, path), "utf8")] as const),
  ),
);

const commands = documents.flatMap((path) => shellCommands(textOf(path)));
const ofTheCommandLine = commands.flatMap((command) => /^npm run qat-bench -- (.*)$/.exec(command)?.[1] ?? []);
const ofPython = commands.filter((command) => command.startsWith("python "));
const others = commands.filter((command) => !/^(npm run qat-bench -- |python )/.test(command));

function textOf(path: string): string {
  return texts.get(path) ?? "";
}

let checkout: Checkout;
beforeAll(async () => {
  checkout = await openCheckout();
});
afterAll(() => checkout?.remove());

/** What is added to a command so that it takes seconds: the smallest budget, WebAssembly, and no download. */
function smallest(command: string): string[] {
  if (command.startsWith("run ")) return ["--budget", "0.002", "--device", "wasm"];
  if (/^engine (bench|micro)/.test(command)) return "--engine wasm --model lenet5 --batch 4 --steps 2".split(" ");
  if (/^data (fetch|verify)/.test(command) && lacksData) return ["--help"];
  if (command.startsWith("ledger merge")) return ["--help"]; // the ledger that it names is another machine's
  if (command.startsWith("gate")) return ["--help"]; // the copy is no repository: gate.test.ts plays pull requests
  return command.startsWith("engine install") && resolveEngine("auto") !== "native" ? ["--help"] : [];
}

describe("every command of the documents works", () => {
  test("there are some", () => {
    expect(ofTheCommandLine.length).toBeGreaterThan(8);
  });

  test.each(ofTheCommandLine)("qat-bench %s", async (command) => {
    const { code, stdout, stderr } = await checkout.run(...command.split(" "), ...smallest(command));
    // What takes long says where it is.
    expect(stderr).toBe(/^(engine (install|bench|micro)|publish)/.test(command) ? stderr : "");
    expect(stdout).not.toBe("");
    expect(code).toBe(0);
  });

  test.each(others)("%s names scripts that are there", async (command) => {
    const { scripts } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { scripts: object };
    for (const part of command.split(" && ")) {
      if (part === "npm ci") continue;
      const [script] = part.replace(/^npm (run )?/, "").split(" -- ");
      expect(Object.keys(scripts)).toContain(script);
    }
  });

  test.each(ofPython)("%s is a script with these options", async (command) => {
    const { code, stderr } = await checkout.shell(`${command.replace(/^python /, "python3 -S ")} --help`);
    expect(code, stderr).toBe(0);
  });

  test("the two commands of a newcomer are among them", () => {
    expect(others).toEqual(expect.arrayContaining(["npm ci && npm run bench", "npm ci && npm test"]));
  });
});

describe("every link of the documents leads somewhere", () => {
  const links = [...texts.keys()].flatMap((path) =>
    [...textOf(path).matchAll(/\]\((?!https:)([^)]+)\)/g)].map(([, target = ""]) => [path, target] as const),
  );

  test.each(links)("%s -> %s", (path, target) => {
    const [file = "", anchor] = target.split("#");
    const absolute = join(root, dirname(path), file);
    expect(existsSync(absolute)).toBe(true);
    if (anchor === undefined) return;
    const headings = [...textOf(join(dirname(path), file)).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replace(/[^\w\- ]/g, "")
        .replaceAll(" ", "-"),
    );
    expect(headings).toContain(anchor);
  });
});

test("files that the documents name are there", () => {
  const named = documents.flatMap((path) =>
    [...textOf(path).matchAll(/`((?:packages|suites|docs)\/[\w./-]+)`/g)].map(([, path = ""]) => path),
  );
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  expect(named.length).toBeGreaterThan(5);
});
