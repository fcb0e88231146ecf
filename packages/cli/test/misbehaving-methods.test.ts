import type { CellRecord } from "qat-ledger";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Checkout, openCheckout } from "./fixtures/checkout.ts";
import type { Ended } from "./fixtures/child.ts";
import { addHalvesTask, addMethod, addMethodSource, addSuite, type Departure } from "./fixtures/scaffold.ts";

const eightLevels = "tf.tensor2d([[-4, -3, -2, -1, 1, 2, 3, 4]])";
const hoard = "const hoard = []; const wait = new Int32Array(new SharedArrayBuffer(4));";

/** What a method does, and what its record has to say. */
const departures: Record<string, [departure: Departure, record: object]> = {
  throws: [
    { view: 'if (at.step === 3) throw new Error("no view today");' },
    { status: "failed", stage: "train", reason: "no view today", detail: expect.stringContaining("at Object.view") },
  ],
  diverges: [
    { view: "if (at.step === 5) return { live: u.map((latent) => tf.mul(latent, Number.NaN)) };" },
    { status: "diverged", step: 6, reason: "the loss became NaN by step 6 of 32" },
  ],
  hangs: [
    { view: "while (at.step === 3);" },
    { status: "timed-out", limitSeconds: 24, reason: "still in stage train after 24 s, the suite's limit" },
  ],
  hoards: [
    {
      module: hoard,
      view: "for (;;) { hoard.push(Buffer.alloc(2 ** 24, 1)); Atomics.wait(wait, 0, 0, 50); }",
    },
    {
      status: "failed",
      stage: "train",
      reason: expect.stringMatching(/^out of memory: [\d.]+ GiB, 0.8 GiB are allowed/),
    },
  ],
  "fills-the-heap": [
    {
      module: hoard,
      // Of plain numbers, which the collector need not follow: it would spend the time limit on objects.
      view: "for (;;) hoard.push(new Array(2 ** 16).fill(0.5));",
    },
    {
      status: "failed",
      stage: "train",
      reason: expect.stringMatching(/heap out of memory, killed by SIGABRT$/),
      log: expect.stringContaining("heap out of memory"),
    },
  ],
  exits: [
    { view: "if (at.step === 3) process.exit(0);" },
    { status: "failed", stage: "train", reason: "its process ended without a result: exit code 0" },
  ],
  "has-too-many-levels": [
    {
      imports: 'import { quantizeWith } from "qat-core";',
      quantize: `return u.map((latent) => quantizeWith(latent, ${eightLevels}));`,
    },
    {
      status: "disqualified",
      reason: "the exported network is not what w2a32 allows",
      proof: expect.arrayContaining([
        "hidden/kernel: a codebook of 8 levels, at most 4 are allowed",
        "output/kernel: a codebook of 8 levels, at most 4 are allowed",
      ]),
    },
  ],
  "exports-floats": [
    { quantize: 'return u.map((latent) => ({ kind: "float", values: tf.clone(latent) }));' },
    {
      status: "disqualified",
      proof: ["hidden/kernel", "output/kernel"].map(
        (name) => `${name}: exported as floats, at most 4 levels are allowed`,
      ),
    },
  ],
  "measures-nothing": [
    { members: "quantities: () => ({ odd: Number.NaN })," },
    { status: "completed", curves: expect.not.arrayContaining([expect.objectContaining({ name: "odd" })]) },
  ],
  // Its second start is the one that draws what latent weights become: on a single tensor of its own.
  "cannot-be-mapped": [
    { start: 'if (latents.length === 1) throw new Error("no map today");' },
    { status: "completed", latentMap: [] },
  ],
  "measures-everything": [
    { members: "quantities: () => Object.fromEntries(Array.from({ length: 9000 }, (_, i) => ['quantity ' + i, i]))," },
    { status: "failed", reason: expect.stringMatching(/bytes/) },
  ],
  "throws-when-planned": [
    { supports: 'throw new Error("cannot say");' },
    { status: "failed", stage: "start", reason: expect.stringMatching(/supports.*cannot say/) },
  ],
};

/** Modules that are no method. */
const modules: Record<string, [source: string, record: object]> = {
  "does-not-compile": [
    "export const method = {",
    { status: "failed", stage: "start", reason: expect.stringMatching(/does not load: .*index\.ts/s) },
  ],
  "exports-nothing": [
    "export const methods = [];",
    { status: "failed", stage: "start", reason: expect.stringMatching(/does not export `method`/) },
  ],
  "is-named-otherwise": [
    'export const method = { name: "other", variants: {} };',
    {
      status: "failed",
      stage: "start",
      reason: expect.stringMatching(/is named "other", its folder is-named-otherwise/),
    },
  ],
  "has-no-variants": [
    'export const method = { name: "has-no-variants" };',
    { status: "failed", stage: "start", reason: expect.stringMatching(/variants/) },
  ],
};

const expected = Object.fromEntries(
  [...Object.entries(departures), ...Object.entries(modules)].map(([name, [, record]]) => [name, record]),
);
const names = Object.keys(expected);
const failing = names.filter((name) => !["measures-nothing", "cannot-be-mapped"].includes(name));

let checkout: Checkout;
let ended: Ended;
let records: CellRecord[];

beforeAll(async () => {
  checkout = await openCheckout();
  await addHalvesTask(checkout);
  for (const [name, [departure]] of Object.entries(departures)) await addMethod(checkout, name, departure);
  for (const [name, [source]] of Object.entries(modules)) await addMethodSource(checkout, name, source);
  await addSuite(checkout, "faults", { variants: ["*", "!fp32"] }, { timeLimitMinutes: 0.4, memoryLimitGiB: 0.8 });
  const smallHeap = { NODE_OPTIONS: "--max-old-space-size=200" };
  ended = await checkout.start(["run", "--suite", "faults"], smallHeap).ended;
  records = await checkout.records();
});

afterAll(() => checkout?.remove());

describe("methods that misbehave", () => {
  test("leave one record each, stop no other and end the run with exit code 1", () => {
    expect(ended).toMatchObject({ code: 1, stderr: "" });
    expect(records.map(({ cell }) => cell.variant).sort()).toEqual([...names, "ste"].sort());
    expect(records.find(({ cell }) => cell.variant === "ste")).toMatchObject({ status: "completed" });
  });

  test.each(names)("%s: its record says why", (name) => {
    expect(records.find(({ cell }) => cell.variant === name)).toMatchObject(expected[name] ?? {});
  });

  test("stand in the terminal's table and in the report, with the reason", async () => {
    const page = await checkout.read("reports/faults/index.html");
    const { stdout } = await checkout.run("report", "--suite", "faults", "--json");
    for (const name of failing) {
      expect(ended.stdout).toMatch(new RegExp(`^${name} +(failed|diverged|timed-out|disqualified) `, "m"));
      expect(page).toContain(name);
      const record = records.find(({ cell }) => cell.variant === name);
      const reason = record && "reason" in record ? (record.reason.split("\n")[0] ?? "") : "no record";
      expect(stdout).toContain(JSON.stringify(reason).slice(1, -1));
    }
  });

  test("are listed by `methods`, with what keeps them from loading", async () => {
    const { code, stdout } = await checkout.run("methods", "--json");
    expect(code).toBe(0);
    const listed = JSON.parse(stdout) as { name: string; broken?: string }[];
    expect(listed.map(({ name }) => name)).toEqual([...names, "fp32", "ste"].sort());
    const broken = listed.filter((method) => method.broken !== undefined).map(({ name }) => name);
    expect(broken).toEqual(Object.keys(modules).sort());
  });
});
