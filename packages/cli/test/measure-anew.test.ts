import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

const script = resolve(import.meta.dirname, "../../../docs/measure.js");
const block = (command: string, printed: string) => `\`\`\`sh\n${command}\n\`\`\`\n\n\`\`\`text\n${printed}\n\`\`\`\n`;
const text = (one: string, two: string) =>
  `# Figures\n\n\`\`\`sh\nnpm run performance\n\`\`\`\n\n${block("echo '$& one '", one)}\nBetween.\n\n${block("printf '1\\n2\\n'", two)}`;

let folder: string;
let document: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "qat-bench-measure-"));
  document = join(folder, "figures.md");
});
beforeEach(() => writeFile(document, text("old", "old\nold")));
afterAll(() => rm(folder, { recursive: true }));

const run = (...args: string[]) => spawnSync(process.execPath, [script, ...args], { encoding: "utf8" });

test("what every command prints stands below it", async () => {
  expect(run(document)).toMatchObject({ status: 0, stdout: "", stderr: "echo '$& one '\nprintf '1\\n2\\n'\n" });
  expect(await readFile(document, "utf8")).toBe(text("$& one", "1\n2"));
});

test("words choose commands; the others keep what they printed", async () => {
  expect(run(document, "printf")).toMatchObject({ status: 0 });
  expect(await readFile(document, "utf8")).toBe(text("old", "1\n2"));
});

test("a command that fails leaves its figures and ends with its exit code", async () => {
  await writeFile(document, block("echo new; exit 3", "old"));
  expect(run(document)).toMatchObject({ status: 3 });
  expect(await readFile(document, "utf8")).toBe(block("echo new; exit 3", "old"));
});

test("no document, or words that no command has: exit code 2, and what is allowed", () => {
  expect(run()).toMatchObject({ status: 2, stderr: expect.stringContaining("to do: node docs/measure.js") });
  const { status, stderr } = run(document, "resnet");
  expect(status).toBe(2);
  expect(stderr).toContain("has resnet\n  allowed: parts of\necho '$& one '\n");
});
