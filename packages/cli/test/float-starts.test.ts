import { afterAll, beforeAll, expect, test } from "vitest";
import { type Checkout, openCheckout } from "./fixtures/checkout.ts";
import { addHalvesTask, addMethod, addSuite } from "./fixtures/scaffold.ts";

let checkout: Checkout;

beforeAll(async () => {
  checkout = await openCheckout();
  await addHalvesTask(checkout);
  await addMethod(checkout, "warm", { startsFrom: "float" });
  await addMethod(checkout, "warmer", { startsFrom: "float" });
  await addMethod(checkout, "throws", { view: 'throw new Error("no view today");' });
});

afterAll(() => checkout?.remove());

async function recordsOf(...args: string[]) {
  const { stdout, stderr, code } = await checkout.run("run", "--json", ...args);
  const { records } = JSON.parse(stdout || stderr) as { records: Awaited<ReturnType<Checkout["records"]>> };
  return { code, records: Object.fromEntries(records.map((record) => [record.cell.variant, record])) };
}

test("two methods that start from a float network share one cell that trains it", async () => {
  await addSuite(checkout, "warm", { variants: ["warm", "warmer"] });
  const { code, records } = await recordsOf("--suite", "warm");
  expect(code).toBe(0);
  expect(Object.keys(records)).toEqual(["fp32", "warm", "warmer"]);
  expect(records.fp32).toMatchObject({ status: "completed", cell: { precision: "w32a32" }, attempts: [] });
  expect(records.warm).toMatchObject({ status: "completed", keyParts: { start: records.fp32?.key } });
  expect(records.warmer).toMatchObject({ status: "completed", keyParts: { start: records.fp32?.key } });
});

test("the float cell is not trained again for a method that starts from it, wherever it was trained first", async () => {
  await addSuite(checkout, "both", { variants: ["fp32"], precisions: ["w32a32"], seeds: [2] });
  const suite = JSON.parse(await checkout.read("suites/both.json"));
  suite.include.push({ ...suite.include[0], variants: ["warm"], precisions: ["w2a32"] });
  await checkout.write("suites/both.json", JSON.stringify(suite));
  const float = await recordsOf("--suite", "both", "--variant", "fp32");
  const { records } = await recordsOf("--suite", "both", "--variant", "warm");
  expect(records.fp32).toEqual(float.records.fp32);
  expect(records.warm).toMatchObject({ status: "completed" });
});

test("a float start really starts there: training begins at another loss than from scratch", async () => {
  await addSuite(checkout, "starts", { variants: ["ste", "warm"] });
  const { records } = await recordsOf("--suite", "starts");
  const firstLoss = (name: string) => {
    const record = records[name];
    return record?.status === "completed"
      ? record.curves.find((curve) => curve.name === "loss")?.points[0]?.[1]
      : undefined;
  };
  expect(firstLoss("warm")).toBeLessThan(firstLoss("ste") ?? 0);
});

test("where the float cell fails, the cells that start from it fail with that reason and the rest finishes", async () => {
  await addSuite(checkout, "cold", { variants: ["warm", "warmer", "ste"] }, { reference: "throws" });
  const { code, records } = await recordsOf("--suite", "cold");
  expect(code).toBe(1);
  expect(records.throws).toMatchObject({ status: "failed", reason: "no view today" });
  const because = {
    status: "failed",
    stage: "start",
    reason: expect.stringMatching(/^the float cell it starts from .* ended as failed: no view today$/),
  };
  expect(records.warm).toMatchObject(because);
  expect(records.warmer).toMatchObject(because);
  expect(records.ste).toMatchObject({ status: "completed" });
});
