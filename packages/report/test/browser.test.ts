import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { AxeResults } from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeReport } from "../src/index.ts";
import { makeClaimsSample } from "./claims-sample.ts";
import { makeSample } from "./sample.ts";
import { makeTasksSample } from "./tasks-sample.ts";

const executablePath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
const hasChromium = existsSync(executablePath);
const args =
  "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";
const axePath = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

const suites = { smoke: makeSample(), claims: makeClaimsSample(), tasks: makeTasksSample() };
const files = ["smoke/index.html", "claims/index.html", "tasks/index.html", "smoke/methods/parq.html"] as const;
type File = (typeof files)[number];

const views = files.flatMap((file) =>
  [360, 1440].flatMap((width) => (["light", "dark"] as const).map((scheme) => ({ file, width, scheme }))),
);

let folder: string;
let browser: Browser;

beforeAll(async () => {
  if (!hasChromium) return;
  folder = await mkdtemp(join(tmpdir(), "qat-report-"));
  for (const [name, sample] of Object.entries(suites)) {
    await writeReport(join(folder, name), { ...sample, git: { ...sample.git, dirty: true } });
  }
  browser = await chromium.launch({ executablePath, args: args.split(" ") });
});

afterAll(async () => {
  if (!hasChromium) return;
  await browser.close();
  await rm(folder, { recursive: true });
});

const addressOf = (file: string) => pathToFileURL(join(folder, file)).href;

/** Opens the page and keeps what it complains about and what it asks for. */
async function open(options: { file?: File; width: number; scheme: "light" | "dark"; script?: boolean }) {
  const address = addressOf(options.file ?? "smoke/index.html");
  const context = await browser.newContext({
    viewport: { width: options.width, height: 800 },
    colorScheme: options.scheme,
    javaScriptEnabled: options.script ?? true,
    bypassCSP: false,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(address);
  return { page, address, complaints, requests, close: () => context.close() };
}

/** Runs in the page, in whose terms it is written: the package itself is compiled without a browser's types. */
const sidewaysScroll = "document.documentElement.scrollWidth - document.documentElement.clientWidth";

const openAll = "for (const details of document.querySelectorAll('details')) details.open = true";
/** One of each kind: axe takes a second for every thousand cells of a table. */
const openSome =
  "for (const details of document.querySelectorAll('.cell:nth-child(2), .incomplete details, .maps:nth-of-type(1) details, .runs figure:nth-child(1) details, .claims details')) details.open = true";

async function findSerious(page: Page): Promise<string[]> {
  await page.evaluate(openSome);
  await page.evaluate(await readFile(axePath, "utf8"));
  const { violations } = (await page.evaluate("axe.run()")) as AxeResults;
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).slice(0, 3)}`);
}

describe("in Chromium", () => {
  test.for(views)(
    "$file, $width px, $scheme: silent, offline, no sideways scroll, accessible",
    async (view, { skip }) => {
      if (!hasChromium) skip("chromium not found: apt-get install chromium (or set CHROMIUM_PATH)");
      const { page, address, complaints, requests, close } = await open(view);
      expect(await page.evaluate(sidewaysScroll)).toBe(0);
      expect(await findSerious(page)).toEqual([]);
      await page.evaluate(openAll);
      expect(await page.evaluate(sidewaysScroll)).toBe(0);
      expect(complaints).toEqual([]);
      expect(requests.filter((url) => url !== address && !url.startsWith("data:"))).toEqual([]);
      await close();
    },
  );

  test("the keyboard reaches the skip link first, and opens a cell's details", async ({ skip }) => {
    if (!hasChromium) skip("chromium not found: apt-get install chromium (or set CHROMIUM_PATH)");
    const { page, close } = await open({ width: 1440, scheme: "light" });
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.className")).toBe("skip");
    const summary = "document.activeElement.closest('details.cell') !== null";
    for (let presses = 0; presses < 300 && !(await page.evaluate(summary)); presses++) await page.keyboard.press("Tab");
    expect(await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")).toBe("solid");
    await page.keyboard.press("Enter");
    expect(await page.evaluate("document.activeElement.closest('details').open")).toBe(true);
    await close();
  });

  test("a score leads into its cell's details, which open without any script", async ({ skip }) => {
    if (!hasChromium) skip("chromium not found: apt-get install chromium (or set CHROMIUM_PATH)");
    const { page, close } = await open({ width: 1440, scheme: "dark", script: false });
    await page.click(".accuracy tbody tr:nth-child(2) a.value");
    const command = page.locator("details.cell[open] .command code");
    await expect.poll(() => command.count()).toBe(1);
    expect(await command.textContent()).toContain("--method ste");
    expect(await page.locator("button.copy:visible").count()).toBe(0);
    await close();
  });

  test.for([true, false])(
    "the keyboard leads from task to task on a phone, with scripts: %s",
    async (script, { skip }) => {
      if (!hasChromium) skip("chromium not found: apt-get install chromium (or set CHROMIUM_PATH)");
      const { page, close } = await open({ file: "tasks/index.html", width: 360, scheme: "light", script });
      const bar = page.getByRole("navigation", { name: "Tasks" });
      const last = bar.getByRole("link", { name: "LSTM on the Brown corpus" });
      for (const [link, title] of [
        [last, "LSTM on the Brown corpus"],
        [bar.getByRole("link", { name: "Side by side" }), "Tasks side by side"],
      ] as const) {
        await link.focus();
        await page.keyboard.press("Enter");
        const heading = page.getByRole("heading", { level: 2, name: title, exact: true });
        // The bar stays, and covers no heading that it leads to.
        await expect.poll(async () => (await bar.boundingBox())?.y).toBeLessThan(8);
        const [above, below] = [await bar.boundingBox(), await heading.boundingBox()];
        expect(below?.y).toBeGreaterThan((above?.y ?? 0) + (above?.height ?? 0));
        expect(below?.y).toBeLessThan(300);
      }
      if (script) {
        const current = bar.locator("[aria-current]");
        await expect.poll(() => current.allTextContents()).toEqual(["Side by side"]);
        await page.getByRole("heading", { level: 2, name: "ResNet-20 on CIFAR-10" }).scrollIntoViewIfNeeded();
        await page.mouse.wheel(0, 700);
        await expect.poll(() => current.allTextContents()).toEqual(["ResNet-20 on CIFAR-10"]);
        const box = await current.boundingBox();
        expect(box?.x).toBeGreaterThanOrEqual(0);
        expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(360);
      }
      await close();
    },
  );

  test("no method's page scrolls sideways, with everything unfolded", async ({ skip }) => {
    if (!hasChromium) skip("chromium not found: apt-get install chromium (or set CHROMIUM_PATH)");
    const { page, close } = await open({ width: 360, scheme: "light" });
    const pages = await readdir(join(folder, "smoke/methods"));
    expect(pages).toHaveLength(7);
    for (const file of pages) {
      await page.goto(addressOf(`smoke/methods/${file}`));
      await page.evaluate(openAll);
      expect(await page.evaluate(sidewaysScroll), file).toBe(0);
    }
    await close();
  });

  test("a method's name leads to its page, which leads to its cells and back", async ({ skip }) => {
    if (!hasChromium) skip("chromium not found: apt-get install chromium (or set CHROMIUM_PATH)");
    const { page, close } = await open({ width: 1440, scheme: "light", script: false });
    await page.click(".accuracy a.name >> text=PARQ");
    expect(await page.locator("h1").textContent()).toBe("PARQ");
    await page.click(".accuracy .own a.value >> nth=0");
    expect(await page.locator("details.cell[open] .command code").textContent()).toContain("--method parq");
    await page.goBack();
    await page.click(".kicker a");
    expect(page.url()).toBe(addressOf("smoke/index.html"));
    await close();
  });
});
