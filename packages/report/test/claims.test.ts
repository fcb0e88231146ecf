import { parseHTML } from "linkedom";
import { type Claim, claimSchema } from "qat-claims";
import { describe, expect, test } from "vitest";
import { renderReport, viewModel } from "../src/index.ts";
import { claims, makeClaimsSample } from "./claims-sample.ts";
import { makeSample } from "./sample.ts";
import { makeTasksSample } from "./tasks-sample.ts";

const view = viewModel(makeClaimsSample()).claims;
const [higher, flat, lower, by, within, unmeasured] = view?.rows ?? [];

test("a suite that claims nothing has no claims on its page", async () => {
  expect(viewModel(makeSample()).claims).toBeNull();
  expect(parseHTML(await renderReport(makeSample())).document.querySelector("#claims, a[href='#claims']")).toBeNull();
});

describe("the table", () => {
  test("says how many of each verdict there are", () => {
    expect(view?.headline).toBe("6 claims: 3 reproduced, 1 not reproduced, 1 undecided, 1 not measured.");
  });

  test("by hand: differences 1.1, 0.9, 1.0, 1.1, 0.9 are 1 +- 2.776 * 0.1 / sqrt(5)", () => {
    expect(higher).toMatchObject({
      title: "PARQ is more accurate than STE",
      about: "parq \u2212 ste, w1a32",
      asked: "accuracy above 0",
      note: "On a smaller network.",
      source: {
        name: "Jin et al. 2025, PARQ",
        where: "table 1",
        reported: "90.48 against 89.56 %",
        arxiv: "2503.15748",
        href: "https://arxiv.org/abs/2503.15748",
      },
      measured: { estimate: "+1.00\u00a0pp", interval: "+0.88\u00a0pp to +1.12\u00a0pp", count: "n\u00a0=\u00a05" },
      verdict: "reproduced",
      width: null,
      reasons: [],
    });
  });

  test("says how wide an undecided interval is", () => {
    // 0.1, -0.1, 0, 0.1, -0.1: 2 * 2.776 * 0.1 / sqrt(5)
    expect(flat).toMatchObject({
      verdict: "undecided",
      width: "0.25\u00a0pp",
      measured: { estimate: "\u00b10.00\u00a0pp", interval: "\u22120.12\u00a0pp to +0.12\u00a0pp" },
    });
  });

  test("says what was asked: no less, more by a margin, or below a bound", () => {
    expect(lower).toMatchObject({ asked: "accuracy at least 0", verdict: "not reproduced" });
    expect(by).toMatchObject({ asked: "accuracy above +0.50\u00a0pp", verdict: "reproduced" });
    expect(within).toMatchObject({ about: "ste, w1a32", asked: 'last "validation" below 97', verdict: "reproduced" });
  });

  test("names what is missing, and decides nothing on the seeds that are there", () => {
    expect(unmeasured).toMatchObject({
      verdict: "not measured",
      asked: "metric above 0",
      measured: null,
      reasons: [
        "tr-scheduling lenet5-mnist w1a32 seed 4: diverged: loss is NaN",
        "tr-scheduling lenet5-mnist w1a32 seed 5: no record yet",
      ],
    });
  });

  test("names the device where there are several", () => {
    const sample = makeClaimsSample();
    const native = sample.cells.map((planned) => ({
      ...planned,
      cell: { ...planned.cell, device: "native" as const },
      record: null,
    }));
    const rows = viewModel(makeClaimsSample({ cells: [...sample.cells, ...native] })).claims?.rows;
    expect(rows?.slice(0, 2).map(({ about, verdict }) => [about, verdict])).toEqual([
      ["parq \u2212 ste, w1a32, wasm", "reproduced"],
      ["parq \u2212 ste, w1a32, native", "not measured"],
    ]);
  });
});

describe("the drawings", () => {
  test("are one a quantity, over what was measured, with what the claim asks for on the axis", () => {
    expect(view?.forests.map(({ title, rows }) => [title, rows.length])).toEqual([
      ["difference in accuracy (pp)", 4],
      ['last "validation"', 1],
    ]);
    const [differences, own] = view?.forests ?? [];
    expect(differences?.rows.map(({ name, threshold }) => [name, threshold])).toEqual([
      ["parq \u2212 ste, w1a32: reproduced", 0],
      ["binary-relax \u2212 ste, w1a32: undecided", 0],
      ["proxquant \u2212 ste, w1a32: not reproduced", 0],
      ["parq \u2212 ste, w1a32 above +0.50\u00a0pp: reproduced", 0.5],
    ]);
    for (const forest of [differences, own]) {
      const [bottom, top] = forest?.domain ?? [];
      for (const { low, high, threshold } of forest?.rows ?? []) {
        expect(Math.min(low, threshold)).toBeGreaterThan(bottom as number);
        expect(Math.max(high, threshold)).toBeLessThan(top as number);
      }
    }
    expect(own?.label).toMatch(/^last "validation", intervals: ste, w1a32 from 95\.\d+ to 9[56]\.\d+, reproduced\.$/);
  });

  test("none, where nothing was measured", () => {
    const cells = makeClaimsSample().cells.map((planned) => ({ ...planned, record: null }));
    expect(viewModel(makeClaimsSample({ cells })).claims?.forests).toEqual([]);
  });
});

describe("on the page", async () => {
  const { document } = parseHTML(await renderReport(makeClaimsSample()));

  test("claims stand first, and the navigation leads there", () => {
    expect(document.querySelector("main > section")?.id).toBe("claims");
    expect(document.querySelector("nav a")?.getAttribute("href")).toBe("#claims");
    expect(document.querySelectorAll(".claims tbody tr")).toHaveLength(claims.length);
  });

  test("a verdict is a word, in the table and in the drawing", () => {
    const words = [...document.querySelectorAll(".claims .verdict > span")].map(({ textContent }) => textContent);
    expect(words).toEqual(["reproduced", "undecided", "not reproduced", "reproduced", "reproduced", "not measured"]);
    const drawn = [...document.querySelectorAll("#claims figure svg")].map(({ textContent }) => textContent);
    expect(drawn[0]).toContain("binary-relax \u2212 ste, w1a32: undecided");
    expect(document.querySelectorAll("#claims figure svg[role=img][aria-label]")).toHaveLength(2);
  });

  test("the drawing places each interval: four lines, four marks of three kinds, four thresholds", () => {
    const [drawing] = document.querySelectorAll("#claims figure svg");
    const lines = [...(drawing?.querySelectorAll("g[stroke-width='2'] line") ?? [])];
    expect(lines.map((line) => line.getAttribute("stroke"))).toEqual([
      "var(--ink)",
      "var(--quiet)",
      "var(--outcome)",
      "var(--ink)",
    ]);
    const [first, second] = lines.map((line) => [Number(line.getAttribute("x1")), Number(line.getAttribute("x2"))]);
    const lengthOf = ([from = 0, to = 0]: number[] = []) => to - from;
    expect(lengthOf(first)).toBeCloseTo(lengthOf(second), 6);
    expect(first?.[0]).toBeGreaterThan(second?.[1] as number);
    const thresholds = drawing?.querySelector("g[stroke-dasharray] path")?.getAttribute("d");
    expect(thresholds?.match(/M[^M]+L[^M]+/g)).toHaveLength(4);
  });

  test("reasons are one click away, and said to whom they belong", () => {
    expect(document.querySelector(".claims details summary")?.textContent).toBe(
      "Why this is not measured: TR scheduling is more accurate than STE",
    );
    expect([...document.querySelectorAll(".claims details li")].map(({ textContent }) => textContent)).toEqual(
      unmeasured?.reasons,
    );
  });
});

test("the same input gives the same view, as plain JSON", () => {
  expect(JSON.parse(JSON.stringify(view))).toEqual(view);
  expect(viewModel(makeClaimsSample()).claims).toEqual(view);
});

describe("claims about several tasks", () => {
  const sample = makeTasksSample();
  const about = (task: string, kind: "higher" | "lower") =>
    claimSchema.parse({
      title: `PARQ beats STE on ${task}`,
      source: { name: "This suite" },
      figure: { of: "metric" },
      task,
      precision: "w1a32",
      kind,
      variant: "parq",
      against: "ste",
    });
  const input = (...claims: Claim[]) => ({ ...sample, suite: { ...sample.suite, claims } });
  const both = viewModel(input(about("resnet8-fashion", "higher"), about("lstm-brown", "lower"))).claims;

  test("name their task, and where less is better", () => {
    // Perplexities: 228.4 - 240.5, 231.2 - 243.1, 226.3 - 238.2.
    expect(both?.rows.map(({ about, asked, verdict }) => [about, asked, verdict])).toEqual([
      ["parq \u2212 ste, resnet8-fashion w1a32", "accuracy above 0", "reproduced"],
      ["parq \u2212 ste, lstm-brown w1a32", "perplexity below 0 (lower is better)", "reproduced"],
    ]);
    expect(both?.rows[1]?.measured?.estimate).toBe("\u221211.97");
  });

  test("have intervals on axes of their own", () => {
    expect(both?.forests.map(({ title, rows }) => [title, rows.length])).toEqual([
      ["difference in accuracy (pp), ResNet-8 on Fashion-MNIST", 1],
      ["difference in perplexity, lower is better, LSTM on the Brown corpus", 1],
    ]);
  });

  test("leave the task out where it is the only one", () => {
    expect(viewModel(input(about("lstm-brown", "lower"))).claims).toMatchObject({
      rows: [{ about: "parq \u2212 ste, w1a32" }],
      forests: [{ title: "difference in perplexity, lower is better" }],
    });
  });
});
