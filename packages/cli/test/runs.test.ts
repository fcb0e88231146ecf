import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Checkout, openCheckout } from "./fixtures/checkout.ts";
import { addHalvesTask, addMethod, addSuite } from "./fixtures/scaffold.ts";

let checkout: Checkout;

beforeAll(async () => {
  checkout = await openCheckout({ git: true });
  await addHalvesTask(checkout);
});

afterAll(() => checkout?.remove());

async function run(suite: string, ...args: string[]) {
  const { code, stdout, stderr } = await checkout.run("run", "--suite", suite, "--json", ...args);
  const { records } = JSON.parse(stdout || stderr) as { records: Awaited<ReturnType<Checkout["records"]>> };
  /** Cells whose process began in this run: only they say so. */
  const trained = [...stderr.matchAll(/^ {2}(\S+) \S+ \S+ seed \d+ {2}started$/gm)].map(([, variant]) => variant);
  return { code, records, trained: trained.sort() };
}

test("a method is added by one new folder: it is listed, planned, trained and reported", async () => {
  await addSuite(checkout, "every", { variants: ["*", "!fp32"] });
  await addMethod(checkout, "mine");
  expect((await checkout.run("methods")).stdout).toMatch(/^mine +The method mine +default/m);
  expect((await checkout.run("plan", "--suite", "every")).stdout).toMatch(/^mine +halves +w2a32 .* runs *$/m);
  expect(await run("every")).toMatchObject({ code: 0, trained: ["mine", "ste"] });
  const report = JSON.parse((await checkout.run("report", "--suite", "every", "--json")).stdout);
  expect(JSON.stringify(report)).toContain("The method mine");
  expect(await checkout.read("reports/every/index.html")).toContain("The method mine");
});

describe("a run after another", () => {
  test("trains nothing where nothing changed, and after an edit of one method its cells alone", async () => {
    const first = await run("every");
    expect(first).toMatchObject({ code: 0, trained: [] });
    const restore = await checkout.edit("packages/methods/mine/src/index.ts", "codebooks.refit(u);", "");
    const second = await run("every");
    expect(second).toMatchObject({ code: 0, trained: ["mine"] });
    const of = ({ records }: typeof first, variant: string) => records.find(({ cell }) => cell.variant === variant);
    expect(of(second, "ste")).toEqual(of(first, "ste"));
    expect(of(second, "mine")?.key).not.toBe(of(first, "mine")?.key);
    expect(hashOf(of(second, "mine"))).not.toBe(hashOf(of(first, "mine")));
    await restore();
    expect(await run("every")).toMatchObject({ code: 0, trained: [] });
  });

  test("has the commit, and the hash of the changes against it, in its records", async () => {
    const { records } = await run("every");
    expect(records[0]).toMatchObject({
      provenance: {
        commit: expect.stringMatching(/^[0-9a-f]{40}$/),
        dirty: true,
        dirtyHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    });
  });
});

test("what one suite leaves out another trains", async () => {
  const row = { variants: ["ste"], seeds: [77] };
  await addSuite(checkout, "without", row, { exclude: [{ variants: ["ste"], reason: "too slow here" }] });
  await addSuite(checkout, "with", row);
  const without = await run("without");
  expect(without).toMatchObject({ code: 0, trained: [] });
  expect(without.records.map(({ status }) => status)).toEqual(["skipped"]);
  expect(await run("with")).toMatchObject({ code: 0, trained: ["ste"] });
  expect(await run("without")).toMatchObject({
    trained: [],
    records: [{ status: "skipped", reason: "too slow here" }],
  });
});

describe("--again", () => {
  test("trains a finished cell once more and says that it ended in the same bits", async () => {
    await addSuite(checkout, "again");
    const [first] = (await run("again")).records;
    expect(first).toMatchObject({ repeatability: "not repeated", attempts: [] });
    const { trained, records } = await run("again", "--again");
    expect(trained).toEqual(["ste"]);
    expect(records).toMatchObject([
      {
        repeatability: "bit-identical",
        weightHash: hashOf(first),
        attempts: [{ status: "completed", startedAt: first?.startedAt, weightHash: hashOf(first) }],
      },
    ]);
  });

  test("says so where the bits differ", async () => {
    await addMethod(checkout, "dices", {
      quantize: "u = u.map((latent) => tf.add(latent, tf.randomNormal(latent.shape)));",
    });
    await addSuite(checkout, "dices", { variants: ["dices"] });
    await run("dices");
    expect((await run("dices", "--again")).records).toMatchObject([{ repeatability: "different" }]);
    expect((await run("dices", "--again")).records[0]?.attempts).toHaveLength(2);
  });
});

test("a failed cell is tried again by the next run, keeps its attempts, and is left alone on request", async () => {
  await addMethod(checkout, "flaky", {
    imports: 'import { existsSync } from "node:fs";',
    start: 'if (!existsSync("well")) throw new Error("not well yet");',
  });
  await addSuite(checkout, "flaky", { variants: ["flaky"] });
  expect(await run("flaky")).toMatchObject({ code: 1, trained: ["flaky"], records: [{ status: "failed" }] });
  expect(await run("flaky", "--only-missing")).toMatchObject({ code: 1, trained: [], records: [{ attempts: [] }] });
  expect(await run("flaky")).toMatchObject({ code: 1, trained: ["flaky"] });
  await checkout.write("well", "");
  const failure = { status: "failed", reason: "not well yet" };
  expect(await run("flaky")).toMatchObject({
    code: 0,
    records: [{ status: "completed", repeatability: "not repeated", attempts: [failure, failure] }],
  });
  expect(await run("flaky")).toMatchObject({ code: 0, trained: [] });
});

function hashOf(record: Awaited<ReturnType<Checkout["records"]>>[number] | undefined): string {
  return record?.status === "completed" ? record.weightHash : "none";
}
