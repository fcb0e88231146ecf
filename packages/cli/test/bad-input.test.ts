import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Checkout, openCheckout } from "./fixtures/checkout.ts";
import { addHalvesTask, addSuite } from "./fixtures/scaffold.ts";

let checkout: Checkout;

beforeAll(async () => {
  checkout = await openCheckout();
  await addHalvesTask(checkout);
  await addSuite(checkout, "quick");
});

afterAll(() => checkout?.remove());

const lines = (...each: string[]) => `${each.join("\n")}\n`;
const help = "(--help shows what is allowed)";

const misspelt: [command: string, stderr: string | RegExp][] = [
  [
    "plan --suite quick --variant stee",
    /^qat-bench: unknown variant "stee"\n {2}allowed: fp32, ste.*\n {2}to do: did you mean ste\?\n$/,
  ],
  ["plan --suite quick --variant resnet", /^qat-bench: unknown variant "resnet"\n {2}allowed: fp32, ste.*\n$/],
  [
    "plan --suite quick --task lenet-mnist",
    /^qat-bench: unknown task "lenet-mnist"\n {2}allowed: halves, .*lenet5-mnist, .*\n {2}to do: did you mean lenet5-mnist\?\n$/,
  ],
  [
    "run --suite quik",
    /^qat-bench: unknown suite "quik"\n {2}allowed: activations, .*quick, .*smoke\n {2}to do: did you mean quick\?\n$/,
  ],
  [
    "plan --suite quick --precision w9a32",
    /^qat-bench: unknown precision "w9a32"\n {2}allowed: w<bits>a<bits>, .*\n {2}to do: write for example w2a32\n$/,
  ],
  [
    "plan --suite quick --device wasn",
    lines('qat-bench: unknown device "wasn"', "  allowed: auto, native, wasm, webgpu", "  to do: did you mean wasm?"),
  ],
  [
    "plan --suite quick --precision w4a32",
    lines("qat-bench: the suite quick has no such cell", "  to do: qat-bench plan --suite quick lists its cells"),
  ],
  ["plan --suit quick", lines("error: unknown option '--suit'", "(Did you mean --suite?)", help)],
  ["pln", lines("error: unknown command 'pln'", "(Did you mean plan?)", help)],
  ["plan --seed 1.5", /^error: option '--seed <number>' argument '1.5' is invalid. a seed is a whole number from 0.\n/],
  ["plan --budget -1", /^error: option '--budget <share>' argument '-1' is invalid. a budget is a share/],
  ["run --checkpoint-seconds soon", /^error: option '--checkpoint-seconds <n>' argument 'soon' is invalid/],
  ["run --cells-per-gpu 0", /^error: option '--cells-per-gpu <n>' argument '0' is invalid/],
  [
    "engine install --flavor rocm",
    /^error: option '--flavor <flavor>' argument 'rocm' is invalid. Allowed choices are cpu, cuda./,
  ],
];

describe("on the command line", () => {
  test.each(misspelt)("%s: exit code 2, and what is allowed", async (command, stderr) => {
    const ended = await checkout.run(...command.split(" "));
    expect(ended).toMatchObject({ code: 2, stdout: "" });
    if (typeof stderr === "string") expect(ended.stderr).toBe(stderr);
    else expect(ended.stderr).toMatch(stderr);
  });

  test("outside of a checkout: exit code 2, and where to go", async () => {
    const { start } = await import("./fixtures/child.ts");
    const ended = await start(process.execPath, [`${checkout.root}/packages/cli/bin/qat-bench.js`, "plan"], "/", {})
      .ended;
    expect(ended).toEqual({
      code: 2,
      stdout: "",
      stderr: lines(
        "qat-bench: no checkout of the suite at or above /",
        "  to do: change to the folder that holds turbo.json and suites/",
      ),
    });
  });
});

describe("in a suite", () => {
  const row = { variants: ["ste"], tasks: ["halves"], precisions: ["w2a32"], seeds: [1] };
  const suite = { title: "Bad", track: "controlled", reference: "fp32", devices: ["wasm"], include: [row] };

  async function complaint(text: string | object) {
    await checkout.write("suites/bad.json", typeof text === "string" ? text : JSON.stringify(text));
    const { code, stdout, stderr } = await checkout.run("plan", "--suite", "bad");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    return stderr;
  }

  test("text that is no JSON is refused, with the place", async () => {
    expect(await complaint('{ "title": "Bad", }')).toMatch(
      /^qat-bench: \/.*\/suites\/bad\.json is no JSON: .*position 18/,
    );
  });

  test("all wrong fields are named at once", async () => {
    const stderr = await complaint({
      ...suite,
      track: "fast",
      budjet: 1,
      include: [{ ...row, precisions: ["w2"], seeds: [] }],
    });
    expect(stderr).toMatch(/suites\/bad\.json is no suite\n/);
    expect(stderr).toMatch(/at track/);
    expect(stderr).toMatch(/Unrecognized key: "budjet"/);
    expect(stderr).toMatch(/unknown precision "w2"[\s\S]*at include\[0\]\.precisions\[0\]/);
    expect(stderr).toMatch(/at include\[0\]\.seeds/);
    expect(stderr).toMatch(/to do: docs\/ARCHITECTURE\.md/);
  });

  test("names in its matrix are looked up, and the nearest suggested", async () => {
    const cases = [
      [{ ...suite, include: [{ ...row, variants: ["st"] }] }, 'unknown variant "st"', "ste"],
      [{ ...suite, include: [{ ...row, tasks: ["halve"] }] }, 'unknown task "halve"', "halves"],
      [{ ...suite, reference: "fp23" }, 'unknown variant "fp23"', "fp32"],
      [{ ...suite, exclude: [{ variants: ["sta"], reason: "slow" }] }, 'unknown variant "sta"', "ste"],
    ] as const;
    for (const [text, what, nearest] of cases) {
      const stderr = await complaint(text);
      expect(stderr).toContain(what);
      expect(stderr).toContain(`did you mean ${nearest}?`);
    }
  });
});
