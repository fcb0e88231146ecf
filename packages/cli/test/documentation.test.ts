import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { resolveEngine } from "qat-engine";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Checkout, openCheckout } from "./fixtures/checkout.ts";
import { addMethodSource } from "./fixtures/scaffold.ts";

const root = resolve(import.meta.dirname, "../../..");
const documents = ["README.md", "docs/ARCHITECTURE.md", "docs/RULES.md", "reports/README.md"];
const texts = new Map(
  await Promise.all(documents.map(async (path) => [path, await readFile(join(root, path), "utf8")] as const)),
);
const readme = texts.get("README.md") ?? "";

/** Commands of the shell blocks, comments taken off. */
const commands = [...texts.values()].flatMap((text) =>
  [...text.matchAll(/^```sh\n(.*?)^```/gms)].flatMap(([, block = ""]) =>
    block.split("\n").flatMap((line) => line.replace(/\s+#.*$/, "").trim() || []),
  ),
);
const ofTheCommandLine = commands.flatMap((command) => /^npm run qat-bench -- (.*)$/.exec(command)?.[1] ?? []);
const others = commands.filter((command) => !command.startsWith("npm run qat-bench -- "));

let checkout: Checkout;
beforeAll(async () => {
  checkout = await openCheckout();
});
afterAll(() => checkout?.remove());

/** What is added to a command so that it takes seconds: the smallest budget, WebAssembly, and no download. */
function smallest(command: string): string[] {
  if (command.startsWith("run ")) return ["--budget", "0.002", "--device", "wasm"];
  return command.startsWith("engine install") && resolveEngine("auto") !== "native" ? ["--help"] : [];
}

describe("every command of the documents works", () => {
  test("there are some", () => {
    expect(ofTheCommandLine.length).toBeGreaterThan(8);
  });

  test.each(ofTheCommandLine)("qat-bench %s", async (command) => {
    const { code, stdout, stderr } = await checkout.run(...command.split(" "), ...smallest(command));
    expect(stderr).toBe(command.startsWith("engine install") ? stderr : "");
    expect(stdout).not.toBe("");
    expect(code).toBe(0);
  });

  test.each(others)("%s names scripts that are there", async (command) => {
    const { scripts } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { scripts: object };
    for (const part of command.split(" && ")) {
      if (part === "npm ci") continue;
      const script = part.replace(/^npm (run )?/, "");
      expect(Object.keys(scripts)).toContain(script);
    }
  });

  test("the two commands of a newcomer are among them", () => {
    expect(others).toEqual(expect.arrayContaining(["npm ci && npm run bench", "npm ci && npm test"]));
  });
});

test("the README's example of a method is one: it trains, and its network is judged", async () => {
  const [, source = ""] = /^```ts\n(.*?)^```/ms.exec(readme) ?? [];
  await addMethodSource(checkout, "mine", source);
  const { code, stdout } = await checkout.run(
    "run",
    "--variant",
    "mine",
    "--precision",
    "w2a32",
    "--budget",
    "0.002",
    "--device",
    "wasm",
  );
  expect(stdout).toMatch(/^ok mine lenet5-mnist w2a32 seed 1 {2}accuracy [\d.]+ %/m);
  expect(code).toBe(0);
});

describe("every link of the documents leads somewhere", () => {
  const links = documents.flatMap((path) =>
    [...(texts.get(path) ?? "").matchAll(/\]\(([^)]+)\)/g)].map(([, target = ""]) => [path, target] as const),
  );

  test.each(links)("%s -> %s", (path, target) => {
    const [file = "", anchor] = target.split("#");
    const absolute = join(root, dirname(path), file);
    expect(existsSync(absolute)).toBe(true);
    if (anchor === undefined) return;
    const headings = [...(texts.get(join(dirname(path), file)) ?? "").matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replace(/[^\w\- ]/g, "")
        .replaceAll(" ", "-"),
    );
    expect(headings).toContain(anchor);
  });
});

test("files that the documents name are there", () => {
  const named = [...texts.values()].flatMap((text) =>
    [...text.matchAll(/`((?:packages|suites|docs)\/[\w./-]+)`/g)].map(([, path = ""]) => path),
  );
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  expect(named.length).toBeGreaterThan(5);
});
