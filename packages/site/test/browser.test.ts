import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { AxeResults } from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { renderSite, writeSite } from "../src/index.ts";
import { makeLedger, small } from "./made-ledger.ts";
import { inputOf } from "./site-input.ts";

const executablePath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
const hasChromium = existsSync(executablePath);
const toInstall = "chromium not found: apt-get install chromium (or set CHROMIUM_PATH)";
const args =
  "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";
const axePath = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

const made = makeLedger(small);
/** One of each kind of page; of cells, one that has a run that did not complete. */
const kinds = ["index", "commit", "method", "cell", "device", "history", "compare", "rules", "gate"] as const;
const views = kinds.flatMap((kind) =>
  [360, 1440].flatMap((width) => (["light", "dark"] as const).map((scheme) => ({ kind, width, scheme }))),
);

let folder: string;
let browser: Browser;
const files = new Map<string, string>();

beforeAll(async () => {
  if (!hasChromium) return;
  folder = join(await mkdtemp(join(tmpdir(), "qat-site-")), "site");
  await writeSite(folder, renderSite(inputOf(made, { leftOut: ["left out: /ledger/0.json"] })));
  const first = async (name: string) => `${name}/${(await readdir(join(folder, name))).sort()[0]}`;
  for (const kind of kinds) {
    files.set(kind, ["commit", "cell", "method", "device"].includes(kind) ? await first(kind) : `${kind}.html`);
  }
  browser = await chromium.launch({ executablePath, args: args.split(" ") });
});

afterAll(async () => {
  if (!hasChromium) return;
  await browser.close();
  await rm(join(folder, ".."), { recursive: true });
});

const addressOf = (kind: string, hash = "") => `${pathToFileURL(join(folder, files.get(kind) ?? "")).href}${hash}`;

/** Opens a page and keeps what it complains about and what it asks for. */
async function open(address: string, { width = 1440, scheme = "light" as "light" | "dark", script = true } = {}) {
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    colorScheme: scheme,
    javaScriptEnabled: script,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(address);
  return { page, complaints, requests, close: () => context.close() };
}

const sidewaysScroll = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
const openAll = "for (const details of document.querySelectorAll('details')) details.open = true";

/** Without what axe would fetch for itself, which the pages forbid. */
async function findSerious(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(axePath, "utf8"));
  const { violations } = (await page.evaluate("axe.run({ preload: false })")) as AxeResults;
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).slice(0, 3)}`);
}

/** What the leaderboard shows: its contests, their precisions, and rows of the table of leaders. */
const shown = `(() => {
  const visible = (css) => [...document.querySelectorAll(css)].filter((element) => element.checkVisibility());
  return {
    tasks: visible("section.contest").map(({ dataset }) => dataset.task),
    bits: [...new Set(visible(".ranking tbody").map(({ dataset }) => dataset.bits))],
    leaders: visible(".matrix tbody tr").length,
    columns: visible(".matrix thead th").length - 1,
  };
})()`;
const everything = { tasks: ["lenet5-mnist", "lstm-brown"], bits: ["w1a32", "w2a32"], leaders: 2, columns: 2 };

describe("in Chromium", () => {
  test.for(views)(
    "$kind, $width px, $scheme: silent, offline, no sideways scroll, accessible",
    async (view, { skip }) => {
      if (!hasChromium) skip(toInstall);
      const { page, complaints, requests, close } = await open(addressOf(view.kind), view);
      expect(await page.evaluate(sidewaysScroll)).toBe(0);
      // Widths and colours do not hang together: axe looks at each scheme once.
      if (view.width === (view.scheme === "dark" ? 360 : 1440)) expect(await findSerious(page)).toEqual([]);
      await page.evaluate(openAll);
      expect(await page.evaluate(sidewaysScroll)).toBe(0);
      expect(complaints).toEqual([]);
      expect(requests.filter((url) => !/^(file|data):/.test(url))).toEqual([]);
      expect(await page.evaluate("getComputedStyle(document.body).marginTop")).toBe("0px");
      await close();
    },
  );

  test("filters narrow tables and leaders, are in the address, and the back button undoes them", async ({ skip }) => {
    if (!hasChromium) skip(toInstall);
    const { page, close } = await open(addressOf("index"));
    expect(await page.evaluate(shown)).toEqual(everything);
    await page.locator("select[name=task]").selectOption("lstm-brown");
    await expect.poll(() => page.evaluate(shown)).toEqual({ ...everything, tasks: ["lstm-brown"], leaders: 1 });
    await page.locator("select[name=bits]").selectOption("w2a32");
    const both = { tasks: ["lstm-brown"], bits: ["w2a32"], leaders: 1, columns: 1 };
    await expect.poll(() => page.evaluate(shown)).toEqual(both);
    expect(page.url()).toMatch(/#task=lstm-brown&bits=w2a32$/);
    expect(await page.locator("#shown").textContent()).toBe("1 of 2 tables");
    // A link within the page leads to its place and keeps the choice.
    await page.locator(".matrix tbody a:visible").first().click();
    await expect.poll(() => page.url()).toContain("&at=");
    expect(await page.evaluate(shown)).toEqual(both);
    await page.goBack();
    await page.goBack();
    await expect.poll(() => page.evaluate(shown)).toEqual({ ...everything, tasks: ["lstm-brown"], leaders: 1 });
    await page.getByRole("button", { name: "Show all" }).click();
    await expect.poll(() => page.evaluate(shown)).toEqual(everything);
    await close();
  });

  test("an address leads to its choice; what it does not know is no choice", async ({ skip }) => {
    if (!hasChromium) skip(toInstall);
    const known = await open(addressOf("index", "#task=lenet5-mnist&bits=w1a32"));
    expect(await known.page.evaluate(shown)).toEqual({
      tasks: ["lenet5-mnist"],
      bits: ["w1a32"],
      leaders: 1,
      columns: 1,
    });
    expect(await known.page.locator("select[name=task]").inputValue()).toBe("lenet5-mnist");
    await known.close();
    const unknown = await open(addressOf("index", "#task=resnet&bits=w1a32"));
    expect(await unknown.page.evaluate(shown)).toEqual({ ...everything, bits: ["w1a32"], columns: 1 });
    await unknown.close();
  });

  test("another commit is opened with the same choice, by the keyboard", async ({ skip }) => {
    if (!hasChromium) skip(toInstall);
    const { page, close } = await open(addressOf("index", "#task=lstm-brown"));
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.className")).toBe("skip");
    const isReached = () => page.evaluate("document.activeElement.name === 'commit'");
    for (let presses = 0; presses < 40 && !(await isReached()); presses++) await page.keyboard.press("Tab");
    expect(await isReached()).toBe(true);
    await page.keyboard.press("ArrowDown");
    expect(page.url()).toContain("index.html");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.url()).toMatch(/\/commit\/[0-9a-f]{10}\.html#task=lstm-brown$/);
    await expect.poll(() => page.evaluate(shown)).toMatchObject({ tasks: ["lstm-brown"] });
    await page.goBack();
    await expect.poll(() => page.url()).toContain("index.html");
    await expect.poll(() => page.locator("select[name=commit]").inputValue()).toBe("index.html");
    await close();
  });

  test("two commits are compared as the address says, and the script says what the page says", async ({ skip }) => {
    if (!hasChromium) skip(toInstall);
    const still = await open(addressOf("compare"), { script: false });
    const rows = await still.page.locator("#comparison tbody tr").allTextContents();
    expect(rows).toHaveLength(18);
    expect(rows.join()).toMatch(/bit-identical/);
    expect(rows.join()).toMatch(/[+\u2212]\d\.\d\d\u00a0pp/);
    await still.close();
    const { page, close } = await open(addressOf("compare"));
    expect(await page.locator("#comparison tbody tr").allTextContents()).toEqual(rows);
    const first = await page.getByLabel("Base").locator("option").first().getAttribute("value");
    await page.getByLabel("Base").selectOption(first);
    await expect.poll(() => page.url()).toContain(`#base=${first}`);
    const changed = await page.locator("#comparison tbody tr").allTextContents();
    expect(changed).not.toEqual(rows);
    await page.reload();
    expect(await page.locator("#comparison tbody tr").allTextContents()).toEqual(changed);
    await page.getByLabel("without what is bit-identical").check();
    await expect.poll(() => page.locator("#comparison tbody").textContent()).not.toContain("bit-identical");
    await page.goBack();
    await expect.poll(() => page.locator("#comparison tbody tr").allTextContents()).toEqual(changed);
    await close();
  });

  test("without scripts the leaderboard has all tables and no dead form", async ({ skip }) => {
    if (!hasChromium) skip(toInstall);
    const { page, close } = await open(addressOf("index"), { script: false });
    expect(await page.locator("section.contest").count()).toBe(2);
    expect(await page.locator("form:visible").count()).toBe(0);
    await page.locator(".ranking a.value").first().click();
    await expect.poll(() => page.locator(".runs-table tbody tr").count()).toBe(3);
    await close();
  });

  test("no cell's or method's page scrolls sideways on a phone, with everything unfolded", async ({ skip }) => {
    if (!hasChromium) skip(toInstall);
    const { page, close } = await open(addressOf("index"), { width: 360 });
    for (const kind of ["cell", "method"]) {
      for (const name of await readdir(join(folder, kind))) {
        await page.goto(pathToFileURL(join(folder, kind, name)).href);
        await page.evaluate(openAll);
        expect(await page.evaluate(sidewaysScroll), name).toBe(0);
      }
    }
    await close();
  });

  test("printed, tables are whole and nothing that is only of use on a screen is there", async ({ skip }) => {
    if (!hasChromium) skip(toInstall);
    const { page, close } = await open(addressOf("index"));
    await page.emulateMedia({ media: "print" });
    expect(await page.locator(".filters:visible, .site-bar:visible").count()).toBe(0);
    expect(await page.evaluate("getComputedStyle(document.querySelector('.contest')).contentVisibility")).toBe(
      "visible",
    );
    expect(await page.evaluate("getComputedStyle(document.querySelector('.scroll')).overflowX")).toBe("visible");
    await close();
  });
});
