import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkName, checkPaper, checkTitle, readPaper } from "../../../turbo/generators/answers.ts";
import { type Checkout, linkWorkspacePackage, openCheckout } from "./fixtures/checkout.ts";

const root = resolve(import.meta.dirname, "../../..");

describe("a name", () => {
  test.each(["quant-noise", "a", "lsq2", "x".repeat(40)])("%s is allowed", (name) => {
    expect(checkName(name, root)).toBe(true);
  });

  test.each(["", "Quant", "quant_noise", "quant noise", "-quant", "quant-", "a--b", "2bit", "../x", "x".repeat(41)])(
    "%j is not, and the answer says what is",
    (name) => {
      expect(checkName(name, root)).toContain(JSON.stringify(name));
      expect(checkName(name, root)).toContain("lower case words joined by hyphens, 40 characters at most");
    },
  );

  test("of an installed method is taken", async () => {
    const installed = await readdir(join(root, "packages/methods"));
    expect(installed.length).toBeGreaterThan(1);
    for (const name of installed) expect(checkName(name, root)).toContain(`packages/methods/${name} is there already`);
  });

  test.each(["index", "conformance"])("%s would take the place of another file", (name) => {
    expect(checkName(name, root)).toContain("choose another");
  });
});

test("a title is one line that a comment can hold", () => {
  expect(checkTitle("Learned step size")).toBe(true);
  expect(checkTitle("A+")).toBe(true);
  for (const title of ["", "x", " x", "two\nlines", "x".repeat(61), "ends */ early"]) {
    expect(checkTitle(title)).toContain("one line of 2 to 60 characters");
  }
});

describe("a paper", () => {
  test("may be left out, or have no arXiv id", () => {
    expect([checkPaper(""), readPaper("")]).toEqual([true, undefined]);
    const paper = { authors: "Widrow", title: "A study of rough amplitude quantization, by Nyquist", year: 1956 };
    expect(readPaper("Widrow: A study of rough amplitude quantization, by Nyquist, 1956")).toEqual(paper);
  });

  test("is read as authors, title, year and arXiv id", () => {
    const line = "Yin, Zhang: BinaryRelax: A Relaxation Approach, in 2 phases, 2018, arXiv 1801.06313";
    expect(checkPaper(line)).toBe(true);
    expect(readPaper(line)).toEqual({
      authors: "Yin, Zhang",
      title: "BinaryRelax: A Relaxation Approach, in 2 phases",
      year: 2018,
      arxiv: "1801.06313",
    });
  });

  test.each(["1801.06313", "Yin: BinaryRelax", "Yin, 2018", "Yin: X, 2018, arXiv 18", "Yin: */, 2018"])(
    "%s is not one",
    (line) => {
      expect(checkPaper(line)).toContain("Authors: Title, 2020, arXiv 2004.07320");
    },
  );
});

describe("turbo gen method", () => {
  let checkout: Checkout;
  beforeAll(async () => {
    checkout = await openCheckout();
  });
  afterAll(() => checkout?.remove());

  const folder = "packages/methods/new-one";
  const title = 'A "new" method, whose title is nearly as long as can be';
  const paper = `Author, Another: ${"A very long title ".repeat(7)}of a paper, 2024, arXiv 2401.00001`;

  test("refuses what it may not make, and makes nothing", async () => {
    for (const [args, message] of [
      ["New_One 'Title'", "lower case words joined by hyphens"],
      ["ste 'Title'", "packages/methods/ste is there already"],
      ["new-one 'T'", "one line of 2 to 60 characters"],
      ["new-one 'Title' 'no paper'", "Authors: Title, 2020"],
    ]) {
      const { stdout, stderr } = await checkout.shell(`npx turbo gen method --args ${args}`);
      expect(stdout + stderr).toContain(message);
    }
    expect((await checkout.shell("npm run new-method -- --args ste Title")).code).toBe(1);
    expect(await readdir(join(checkout.root, "packages/methods"))).toEqual(["fp32", "ste"]);
  });

  test("makes a package from its arguments alone, without a registry, and says what to run next", async () => {
    const { code, stdout } = await checkout.shell(`npx turbo gen method --args new-one '${title}' '${paper}'`);
    expect(code).toBe(0);
    for (const next of ["npm install", `npx vitest run ${folder}`, "npm run qat-bench -- run --variant new-one"]) {
      expect(stdout).toContain(next);
    }
    await linkWorkspacePackage(checkout.root, folder);
    expect(await readdir(join(checkout.root, "turbo/generators"))).toEqual(["answers.ts", "config.ts", "templates"]);
  });

  test("the package is declared as the installed ones are", async () => {
    const manifest = async (name: string) => {
      const text = await checkout.read(`packages/methods/${name}/package.json`);
      return { ...JSON.parse(text.replaceAll(name, "the-method")), description: "" };
    };
    // Of the two that are here, the one that needs no operation beside those of tfjs.
    expect(await manifest("new-one")).toEqual(await manifest("fp32"));
    for (const file of ["tsconfig.json", "test/conformance.test.ts"]) {
      expect(await checkout.read(`${folder}/${file}`)).toBe(await checkout.read(`packages/methods/ste/${file}`));
    }
  });

  test.each([
    ["its types", `npx tsc --project ${folder}`],
    ["lint", `npx biome check --error-on-warnings ${folder}`],
    ["the conformance kit and its own test", `npx vitest run ${folder}`],
  ])("the package passes %s as it is", async (_, command) => {
    const { code, stdout, stderr } = await checkout.shell(command);
    expect(code, stdout + stderr).toBe(0);
  });

  test("the method is listed and planned at once", async () => {
    expect((await checkout.run("methods")).stdout).toMatch(/^new-one +A "new" method, .* default +2401\.00001/m);
    expect((await checkout.run("plan", "--variant", "new-one")).stdout).toMatch(/^new-one +lenet5-mnist +w2a32/m);
  });

  test("without a paper, none is named", async () => {
    expect((await checkout.shell("npm run new-method -- --args paperless 'No paper'")).code).toBe(0);
    const source = await checkout.read("packages/methods/paperless/src/index.ts");
    expect(source).not.toContain("paper:");
    expect(await checkout.read("packages/methods/paperless/README.md")).toContain("There is no paper.");
  });
});
