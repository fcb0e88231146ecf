import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseHTML } from "linkedom";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { renderMethods, renderReport, writeReport } from "../src/index.ts";
import * as make from "./records.ts";
import { makeSample, sampleWith } from "./sample.ts";
import { makeTasksSample } from "./tasks-sample.ts";

async function render(input = makeSample()) {
  const html = await renderReport(input);
  return { html, document: parseHTML(html).document };
}

function idsOf(html: string): string[] {
  return [...parseHTML(html).document.querySelectorAll("[id]")].map(({ id }) => id);
}

const hostile = `</script><script>alert(1)</script><img src=x onerror="alert(2)">`;

/** Whatever a package, a record or a commit can say is markup. */
function makeHostile() {
  const cell = make.makeCell({ variant: "parq" });
  const other = make.makeCell({ variant: "ste" });
  const source = { name: hostile, where: hostile, reported: hostile };
  const reported = { variant: "ste", task: "lenet5-mnist", precision: "w2a32", value: 97, source };
  const curves = [{ name: hostile, points: [[0, 1] as [number, number], [1, 2] as [number, number]] }];
  return sampleWith({
    methods: [{ variant: "ste", title: hostile, summary: hostile, options: { [hostile]: hostile }, start: "scratch" }],
    tasks: [{ name: "lenet5-mnist", title: hostile }],
    suite: { name: "smoke", title: hostile, published: [reported] },
    cells: [
      make.planned(cell, make.failed(cell, { reason: hostile, log: hostile })),
      { ...make.planned(other, make.completed(other, 97, { curves })), command: hostile },
    ],
    git: { commit: make.commit, dirty: false, subject: hostile },
  });
}

describe("the page", () => {
  test("loads nothing: no address in it is fetched", async () => {
    const { html, document } = await render();
    for (const element of document.querySelectorAll("link, img, script, iframe, object, video, audio, source")) {
      const address = element.getAttribute("src") ?? element.getAttribute("href");
      expect(address === null || address.startsWith("data:"), element.outerHTML.slice(0, 100)).toBe(true);
    }
    expect(html).not.toMatch(/@import|url\((?!"data:image\/svg)/);
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
      "Accuracy against bytes",
      "Size, time and memory",
      "Training loss",
      "Validation accuracy",
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
    expect(document.querySelectorAll("figure svg[role=img][aria-label]")).toHaveLength(10);
    expect(document.querySelectorAll("figure details table")).toHaveLength(10);
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
    const { document } = await render(makeHostile());
    expect(document.querySelectorAll("script")).toHaveLength(1);
    expect(document.querySelectorAll("img, [onerror]")).toHaveLength(0);
    expect(document.querySelector(".incomplete .reason")?.textContent).toContain(hostile);
    expect(document.querySelector("td.theirs:last-child")?.textContent).toBe(`${hostile}, ${hostile}${hostile}`);
    expect(document.querySelector(".methods article")?.textContent).toContain(`On its page: ${hostile}.`);
  });

  test("of several tasks opens with all of them side by side, and a bar leads to each", async () => {
    const { document } = await render(makeTasksSample());
    expect(document.querySelector("main > section")?.id).toBe("overview");
    const links = [...document.querySelectorAll(".task-bar a")].map((link) => link.getAttribute("href"));
    expect(links[0]).toBe("#overview");
    const sections = [...document.querySelectorAll("section.comparison")];
    expect(links.slice(1)).toEqual(sections.map(({ id }) => `#${id}`));
    const heads = [...document.querySelectorAll(".overview thead th")];
    expect(heads).toHaveLength(5);
    // An arrow alone says nothing to a screen reader: the words stand beside it.
    expect(heads.at(-1)?.textContent).toContain("\u2193 lower is better");
    const rows = [...document.querySelectorAll(".overview tbody tr:not(.block)")];
    expect(rows.map((row) => row.querySelectorAll("td").length)).toEqual(Array(7).fill(4));
    const best = [...document.querySelectorAll(".overview .best")];
    expect(best.map((cell) => cell.querySelector(".count")?.textContent)).toEqual(
      Array(best.length).fill("n\u00a0=\u00a03 \u00b7 best"),
    );
    expect(best.map((cell) => cell.querySelector(".value")?.textContent)).toEqual(["90.43\u00a0%", "228.6"]);
  });

  test("of one task has neither", async () => {
    const { document } = await render();
    expect(document.querySelectorAll(".task-bar, #overview, .published, .theirs")).toHaveLength(0);
    expect(document.querySelector("nav a")?.textContent).toContain("LeNet-5 on MNIST");
  });

  test("sets others' figures apart, each with its address", async () => {
    const { document } = await render(makeTasksSample());
    const rows = [...document.querySelectorAll(".published tbody tr")];
    expect(rows).toHaveLength(5);
    for (const row of rows) {
      expect(row.querySelectorAll(".theirs")).toHaveLength(2);
      expect(row.querySelector(".theirs a")?.getAttribute("href")).toBe("https://arxiv.org/abs/2503.15748");
    }
    expect(rows.at(-1)?.textContent).toContain("not measured yet");
  });

  test("draws what no other beats as one line in steps, beneath the marks", async () => {
    const { document } = await render(makeTasksSample());
    for (const chart of document.querySelectorAll("[id$='-bytes'] figure svg")) {
      const paths = [...chart.querySelectorAll("g[stroke='var(--front)'] path")];
      expect(paths).toHaveLength(1);
      // Steps are level or upright: of each move one coordinate stays.
      const points = (paths[0]?.getAttribute("d") ?? "")
        .split(/[ML]/)
        .slice(1)
        .map((pair) => pair.split(","));
      expect(points.length).toBeGreaterThan(2);
      for (const [i, point] of points.slice(1).entries()) {
        expect(point.some((coordinate, axis) => coordinate === points[i]?.[axis])).toBe(true);
      }
    }
  });

  test("says so when everything completed", async () => {
    const cell = make.makeCell();
    const { document } = await render(sampleWith({ cells: [make.planned(cell, make.completed(cell, 98))] }));
    expect(document.querySelector("#incomplete")?.textContent).toContain("Every planned cell completed.");
    expect(document.querySelector(".headline")?.textContent).toBe("All 1 planned cells completed.");
  });
});

describe("a method's page", () => {
  test("loads nothing, and shows no more than the suite's page what others wrote as markup", async () => {
    const [page = ""] = (await renderMethods(makeHostile())).values();
    const { document } = parseHTML(page);
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/@import|url\((?!"data:image\/svg)/);
    expect(document.querySelectorAll("script")).toHaveLength(1);
    expect(document.querySelectorAll("img, [onerror]")).toHaveLength(0);
    expect(document.querySelector(".option")?.textContent).toBe(`${hostile} ${hostile}`);
    expect(document.querySelector("figure svg[aria-label*='alert']")).not.toBeNull();
  });

  test("has its parts in order, the same in each variant", async () => {
    const document = parseHTML((await renderMethods(makeSample())).get("parq.html") ?? "").document;
    const headings = [...document.querySelectorAll("h1, h2, h3, h4, h5")].map(({ textContent }) => textContent?.trim());
    expect(headings).toEqual([
      "PARQ",
      "LeNet-5 on MNIST",
      "By method and precision",
      "Accuracy against bits",
      "Flatness",
      "Inside its runs",
      "What a latent weight becomes",
      "w1a32 1-bit weights",
      "w1.58a32 ternary weights",
      "w2a32 2-bit weights",
      "How the weights lie over training",
      "Its own quantities",
      "Training",
      "What did not complete",
    ]);
    // One of accuracy, 3 * 5 maps, 3 histograms, the slope, and the four curves of every training.
    expect(document.querySelectorAll("figure svg[role=img][aria-label]")).toHaveLength(1 + 15 + 3 + 1 + 4);
  });

  test("draws points where a map is scattered, and lines where it is not", async () => {
    const pages = await renderMethods(makeSample());
    const shapes = (file: string, what: string) =>
      parseHTML(pages.get(file) ?? "").document.querySelectorAll(`.maps svg ${what}`).length;
    expect(shapes("parq.html", "circle")).toBe(0);
    // Three precisions, four moments with noise, 121 latents; the last moment is exported, without noise.
    expect(shapes("noise-tempering.html", "circle")).toBe(3 * 4 * 121);
  });

  test("keeps coordinates to a tenth of a pixel", async () => {
    for (const page of (await renderMethods(makeSample())).values()) {
      for (const name of ["d", "transform", "cx", "cy", "x1", "y2"]) {
        const values = [...parseHTML(page).document.querySelectorAll(`figure [${name}]`)];
        expect(values.filter((element) => /\d\.\d\d/.test(element.getAttribute(name) ?? ""))).toEqual([]);
      }
    }
  });
});

test.for([
  ["one task", makeSample],
  ["several tasks", makeTasksSample],
] as const)("every link of every page leads to something: %s", async ([, make]) => {
  const sample = make();
  const pages = new Map([["index.html", await renderReport(sample)]]);
  for (const [file, html] of await renderMethods(sample)) pages.set(`methods/${file}`, html);
  expect([...pages.keys()].sort()).toEqual([
    "index.html",
    ...["binary-relax", "fp32", "noise-tempering", "parq", "proxquant", "ste", "tr-scheduling"].map(
      (method) => `methods/${method}.html`,
    ),
  ]);
  const ids = new Map([...pages].map(([file, html]) => [file, idsOf(html)]));
  for (const [file, html] of pages) {
    expect(new Set(ids.get(file)).size).toBe(ids.get(file)?.length);
    for (const link of parseHTML(html).document.querySelectorAll("[href]")) {
      const address = link.getAttribute("href") ?? "";
      if (/^(https:|data:)/.test(address)) continue;
      const { pathname, hash } = new URL(address, `file:///${file}`);
      const target = ids.get(pathname.slice(1));
      expect(target, `${address} in ${file}`).toBeDefined();
      if (hash !== "") expect(target, `${address} in ${file}`).toContain(hash.slice(1));
    }
  }
});

describe("writeReport", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "qat-report-"));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  test("makes the folder and leaves the pages alone in it", async () => {
    const target = join(folder, "reports", "smoke");
    const path = await writeReport(target, makeSample());
    expect(path).toBe(join(target, "index.html"));
    expect(await readdir(target)).toEqual(["index.html", "methods"]);
    const pages = await renderMethods(makeSample());
    expect(await readdir(join(target, "methods"))).toEqual([...pages.keys()].sort());
    for (const [file, html] of pages) expect(await readFile(join(target, "methods", file), "utf8")).toBe(html);
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
