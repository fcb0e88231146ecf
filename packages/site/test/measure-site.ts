/**
 * How fast a site of 10,000 made-up records is: how long it takes to write, and in Chromium how long the leaderboard takes to
 * open and a filter to apply. Prints figures and asserts nothing, for they depend on the machine and on what else runs.
 *
 *     npm run measure -w qat-site
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { renderSite, writeSite } from "../src/index.ts";
import { type MadeLedger, makeLedger } from "./made-ledger.ts";
import { inputOf } from "./site-input.ts";

const letters = (count: number) => Array.from({ length: count }, (_, i) => `method-${String.fromCharCode(97 + i)}`);
const precisions = ["w1a32", "w1.58a32", "w2a32", "w3a32", "w4a32"];
const rest = { seeds: 3, failures: 0.02, changes: 1 };

/** About 10,000 records each: all cells of one commit, and the same few of many. */
const ledgers: Readonly<Record<string, MadeLedger>> = {
  "20 commits of 500 cells": {
    ...{ ...rest, commits: 20, precisions, variants: ["float", ...letters(8)] },
    tasks: ["lenet5-mnist", "resnet20-cifar10", "vit", "lstm-brown"],
  },
  "one commit of 10,000 cells": {
    ...{ ...rest, commits: 1, precisions, variants: ["float", ...letters(16)] },
    tasks: Array.from({ length: 41 }, (_, i) => `task-${i}`),
  },
};

const repetitions = 5;

const executablePath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
const args = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"];
/** Milliseconds from navigation until the page was painted, and from a choice until the next frame was. */
async function measure(within: Browser, address: string, { tasks }: MadeLedger) {
  const open: number[] = [];
  const filter: number[] = [];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const context = await within.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.goto(address);
    open.push(Number(await page.evaluate(untilPainted)));
    for (const hash of [`task=${tasks[0]}`, "bits=w2a32", "all="])
      filter.push(Number(await page.evaluate(timed(hash))));
    await context.close();
  }
  return { open, filter };
}

const untilPainted = `new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => resolve(
  Math.max(performance.now(), performance.getEntriesByType("navigation")[0].loadEventEnd)))))`;

/** A fragment is set as a choice sets it; its event, layout and paint are waited for. */
function timed(hash: string): string {
  return `new Promise((resolve) => {
    const begun = performance.now();
    addEventListener("hashchange", () => requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - begun))), { once: true });
    location.hash = ${JSON.stringify(hash)};
  })`;
}

function milliseconds(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  return `${sorted[Math.floor(sorted.length / 2)]?.toFixed(0)} ms (median; slowest ${sorted.at(-1)?.toFixed(0)} ms of ${values.length})`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const browser = await chromium.launch({ executablePath, args });
for (const [name, described] of Object.entries(ledgers)) {
  const made = makeLedger(described);
  const folder = join(await mkdtemp(join(tmpdir(), "qat-site-")), "site");
  const begun = performance.now();
  let pages = 0;
  const bytes = await writeSite(
    folder,
    renderSite(inputOf(made), ({ total }) => {
      pages = total;
    }),
  );
  const seconds = (performance.now() - begun) / 1000;
  say(
    `${name}: ${made.records.size} records, ${pages} pages, ${(bytes / 1e6).toFixed(1)} MB, written in ${seconds.toFixed(1)} s`,
  );
  const { open, filter } = await measure(browser, pathToFileURL(join(folder, "index.html")).href, described);
  say(`  index.html opens in ${milliseconds(open)}, a filter applies in ${milliseconds(filter)}`);
  await rm(join(folder, ".."), { recursive: true });
}
await browser.close();
