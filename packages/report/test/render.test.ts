import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseHTML } from "linkedom";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { renderReport, writeReport } from "../src/index.ts";
import * as make from "./records.ts";
import { makeSample, sampleWith } from "./sample.ts";

async function render(input = makeSample()) {
  const html = await renderReport(input);
  return { html, document: parseHTML(html).document };
}

describe("the page", () => {
  test("loads nothing: no address in it is fetched", async () => {
    const { html, document } = await render();
    for (const element of document.querySelectorAll("link, img, script, iframe, object, video, audio, source")) {
      const address = element.getAttribute("src") ?? element.getAttribute("href");
      expect(address === null || address.startsWith("data:"), element.outerHTML.slice(0, 100)).toBe(true);
    }
    for (const use of document.querySelectorAll("use")) expect(use.getAttribute("href")).toMatch(/^#/);
    expect(html).not.toMatch(/@import|url\(/);
    const external = [...document.querySelectorAll("a[href^=http]")].map((link) => link.getAttribute("href"));
    expect(external).toEqual(["https://arxiv.org/abs/1308.3432"]);
    expect(html).toContain("default-src 'none'");
  });

  test("has each section in order, and every planned cell", async () => {
    const { document } = await render();
    expect(
      [...document.querySelectorAll("h1, h2, h3")].map(({ textContent }) => textContent?.trim().replace(/\n\s*/, " ")),
    ).toEqual([
      "Smoke: LeNet-5 on MNIST",
      "LeNet-5 on MNIST",
      "By method and precision",
      "Accuracy against bits",
      "Size, time and memory",
      "Training loss",
      "Validation accuracy",
      "Each method’s own curves",
      "What did not complete",
      "Cells",
      "LeNet-5 on MNIST, controlled track \u00b7 10\u00a0% of the full training \u00b7 wasm",
      "Methods",
      "Float fp32",
      "STE ste",
      "PARQ parq",
      "BinaryRelax binary-relax",
      "ProxQuant proxquant",
      "Noise tempering noise-tempering",
      "TR scheduling tr-scheduling",
      "Environment",
      "Data",
    ]);
    expect(document.querySelectorAll("details.cell")).toHaveLength(25);
    expect(document.querySelectorAll("figure svg[role=img][aria-label]")).toHaveLength(11);
    expect(document.querySelectorAll("figure details table")).toHaveLength(11);
  });

  test("every link within it has its target, and no id stands twice", async () => {
    const { document } = await render();
    const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const targets = [...document.querySelectorAll("[href^='#']")].map((link) => link.getAttribute("href")?.slice(1));
    for (const target of targets) expect(ids).toContain(target);
  });

  test("shows uncommitted changes in title, tag and footer", async () => {
    const clean = await render();
    const dirty = await render(sampleWith({ git: { commit: make.commit, dirty: true } }));
    expect(clean.html).not.toContain("uncommitted changes");
    expect(dirty.document.querySelector("title")?.textContent).toContain("3f9c2a7 \u00b7 uncommitted changes");
    expect(dirty.document.querySelector(".tag .dirty")?.textContent).toBe("uncommitted changes");
    expect(dirty.document.querySelector("footer")?.textContent).toContain("uncommitted changes");
  });

  test("writes what others wrote as text, never as markup", async () => {
    const hostile = `</script><script>alert(1)</script><img src=x onerror="alert(2)">`;
    const cell = make.makeCell({ variant: "parq" });
    const other = make.makeCell({ variant: "ste" });
    const curves = [{ name: hostile, points: [[0, 1] as [number, number], [1, 2] as [number, number]] }];
    const { document } = await render(
      sampleWith({
        methods: [{ variant: "ste", title: hostile, summary: hostile }],
        tasks: [{ name: "lenet5-mnist", title: hostile }],
        cells: [
          make.planned(cell, make.failed(cell, { reason: hostile, log: hostile })),
          { ...make.planned(other, make.completed(other, 97, { curves })), command: hostile },
        ],
        git: { commit: make.commit, dirty: false, subject: hostile },
      }),
    );
    expect(document.querySelectorAll("script")).toHaveLength(1);
    expect(document.querySelectorAll("img, [onerror]")).toHaveLength(0);
    expect(document.querySelector(".incomplete .reason")?.textContent).toContain(hostile);
    expect(document.querySelector("figure svg[aria-label*='alert']")).not.toBeNull();
  });

  test("says so when everything completed", async () => {
    const cell = make.makeCell();
    const { document } = await render(sampleWith({ cells: [make.planned(cell, make.completed(cell, 98))] }));
    expect(document.querySelector("#incomplete")?.textContent).toContain("Every planned cell completed.");
    expect(document.querySelector(".headline")?.textContent).toBe("All 1 planned cells completed.");
  });
});

describe("writeReport", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "qat-report-"));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  test("makes the folder and leaves one file in it", async () => {
    const target = join(folder, "reports", "smoke");
    const path = await writeReport(target, makeSample());
    expect(path).toBe(join(target, "index.html"));
    expect(await readdir(target)).toEqual(["index.html"]);
    expect(await readFile(path, "utf8")).toBe(await renderReport(makeSample()));
  });

  test("says what cannot be written, and what to do", async () => {
    const file = join(folder, "a file");
    await writeFile(file, "");
    await expect(writeReport(file, makeSample())).rejects.toThrow(
      /cannot write the report to .*a file.*\n {2}to do: /s,
    );
  });
});
