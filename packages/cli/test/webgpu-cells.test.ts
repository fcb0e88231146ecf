import { afterAll, beforeAll, expect, test } from "vitest";
import { skipWithoutSoftwareGpu, softwareGpu } from "../../engine/test/software-gpu.ts";
import { type Checkout, openCheckout } from "./fixtures/checkout.ts";
import { addHalvesTask, addSuite } from "./fixtures/scaffold.ts";

let checkout: Checkout;
beforeAll(async () => {
  checkout = await openCheckout();
  await addHalvesTask(checkout);
  await addSuite(checkout, "gpu", {}, { devices: ["webgpu"], budget: 0.25 });
});
afterAll(() => checkout?.remove());

/** Runs `qat-bench` with the software GPU, or with a part of it. */
const start = (environment: Readonly<Record<string, string>>, ...args: string[]) =>
  checkout.start(args, environment).ended;

test("a cell trains on webgpu, one at a time; its record names the adapter, and a second run gives the same bits", async (context) => {
  skipWithoutSoftwareGpu(context);
  const { code, stderr } = await start(softwareGpu, "run", "--suite", "gpu", "--json");
  expect(code, stderr).toBe(0);
  const fingerprint = { kind: "webgpu", adapter: "software", backend: "vulkan", vendor: "google" };
  expect(await checkout.records()).toMatchObject([
    { status: "completed", cell: { variant: "ste", device: "webgpu" }, engine: fingerprint, attempts: [] },
  ]);
  expect((await start(softwareGpu, "run", "--suite", "gpu", "--again")).code).toBe(0);
  expect(await checkout.records()).toMatchObject([{ status: "completed", repeatability: "bit-identical" }]);
});

test("a software GPU that was not asked for plans nothing, in words", async (context) => {
  skipWithoutSoftwareGpu(context);
  const notAsked = { ...softwareGpu, QAT_BENCH_WEBGPU_ADAPTER: "" };
  const { code, stdout, stderr } = await start(notAsked, "plan", "--suite", "smoke", "--device", "webgpu");
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(/computes on the processor \(SwiftShader.*QAT_BENCH_WEBGPU_ADAPTER=software/);
});

test("engine doctor says of webgpu which adapter it has, and engine list in a line", async (context) => {
  skipWithoutSoftwareGpu(context);
  const doctor = await start(softwareGpu, "engine", "doctor");
  expect(doctor).toMatchObject({ code: 0, stderr: "" });
  expect(doctor.stdout).toMatch(/^webgpu: works here\n {2}a software GPU, slow: .*SwiftShader.*\n.*adapter software/m);
  const list = await start({ ...softwareGpu, QAT_BENCH_WEBGPU_ADAPTER: "hardware" }, "engine", "list", "--json");
  expect(JSON.parse(list.stdout)).toContainEqual(
    expect.objectContaining({ kind: "webgpu", usable: false, auto: false, remedy: expect.stringMatching(/driver/) }),
  );
});
