import { describe, expect, test } from "vitest";
import { markdownOf } from "../../src/result/markdown.ts";
import { touchedBy } from "../../src/result/touched.ts";
import { becauseText, differenceText, headline, notesOf, seedsText, sideText } from "../../src/result/words.ts";
import { comparisonResult, gateResult, measured } from "../fixtures/results.ts";

const worse = measured("regression", [-3.456, -2.004, -0.5]);
const unchanged = comparisonResult({ kind: "unchanged" }, { variant: "second" });

describe("a comment", () => {
  test("begins with the marker of its suite, by which it is updated in place", () => {
    expect(markdownOf(gateResult([unchanged])).split("\n")[0]).toBe("<!-- qat-bench gate pr -->");
    expect(markdownOf(gateResult([unchanged], [], { suite: "nightly" })).split("\n")[0]).toBe(
      "<!-- qat-bench gate nightly -->",
    );
  });

  test("has a row for what was compared, and none for what did not change", () => {
    const text = markdownOf(gateResult([comparisonResult(worse), unchanged]));
    expect(text).toContain("### ❌ Regression: 1 regression, 1 unchanged");
    expect(text).toContain("Suite `pr`, this checkout (aaaaaaa with changes) against main (bbbbbbb).");
    expect(text).toContain(
      [
        "| variant | task | precision | verdict | difference (better is +) | seeds | detectable |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        "| first | digits | w2a32 | **regression** | −2.00 pp (−3.46 to −0.50) | 6 | 0.75 pp |",
      ].join("\n"),
    );
    expect(text).not.toContain("| second |");
    expect(text).toContain("- `first digits w2a32 wasm`: first.ts");
    expect(text).toContain("12 cells trained, 2 reused from the ledger, 61 s of 900 s.");
    expect(text).toContain("Looked at after 6, 12, 24 seeds.");
  });

  test("says so where nothing was trained", () => {
    const effort = { budgetSeconds: 900, spentSeconds: 0, trained: 0, reused: 0, counts: [] };
    const text = markdownOf(gateResult([unchanged], [], { effort, changedFiles: ["docs/a.md", "docs/b.md"] }));
    expect(text).toContain("### ✅ No regression: 1 unchanged");
    expect(text).toContain("No cell of the suite can have changed: nothing was trained.");
    expect(text).toContain("- changed files that no cell runs: 2");
    expect(text).not.toContain("Looked at");
    expect(text).not.toContain("**");
  });

  test("has the mean over a task's comparisons", () => {
    const verdict = measured("equivalent", [-0.2, -0.001, 0.3]);
    const tasks = [{ task: "digits wasm", marginIn: "points" as const, verdict, accepted: false }];
    const text = markdownOf(gateResult([comparisonResult(measured("inconclusive", [-1, 0.2, 1.4]))], tasks));
    expect(text).toContain("### ❔ Inconclusive: 1 inconclusive");
    expect(text).toContain("| digits wasm | **equivalent** | ±0.00 pp (−0.20 to +0.30) | 6 | 0.75 pp |");
  });

  test("takes no markup, tag or mention from messages, names and reasons", () => {
    const reason = "throws <script>|`x`* for\n@everyone [link](http://example.org)";
    const text = markdownOf(gateResult([comparisonResult({ kind: "failed", seed: 3, reason })]));
    const [line] = text.split("\n").filter((each) => each.includes("script"));
    expect(line).toBe(
      "- `first digits w2a32`: seed 3: throws &lt;script\\>\\|\\`x\\`\\* for @\u200beveryone \\[link\\](http://example.org)",
    );
  });
});

describe("words", () => {
  test("of differences are signed, in points or per cent, and nothing where nothing was measured", () => {
    expect(differenceText(measured("improvement", [0.5, 1, 1.5]), "per cent")).toBe("+1.00 % (+0.50 to +1.50)");
    expect(differenceText({ kind: "unchanged" }, "points")).toBe("");
  });

  test("of seeds are those that a verdict rests on", () => {
    expect(seedsText(comparisonResult(worse))).toBe("6");
    expect(seedsText(comparisonResult({ kind: "identical", seeds: 1 }))).toBe("1");
    expect(seedsText(unchanged)).toBe("");
  });

  test("of a headline count the worst first", () => {
    const comparisons = [unchanged, comparisonResult({ kind: "untrained" }), comparisonResult(worse), unchanged];
    expect(headline(gateResult(comparisons))).toBe("Regression: 1 regression, 1 not trained, 2 unchanged");
    expect(headline(gateResult([]))).toBe("No regression: nothing to compare");
  });

  test("of an accepted regression have its reason and day", () => {
    const entry = {
      variant: "first",
      task: "digits",
      precision: "*",
      reason: "known",
      expires: "2026-12-31",
      worst: 1,
    };
    const notes = (state: "accepted" | "expired" | "worse") =>
      notesOf(comparisonResult(worse, { acceptance: { entry, state } }));
    expect(notes("accepted")).toEqual(["accepted until 2026-12-31: known"]);
    expect(notes("expired")).toEqual(["was accepted until 2026-12-31: known"]);
    expect(notes("worse")).toEqual(["more than the accepted loss of 1: known"]);
  });

  test("of single test examples stand where a verdict leaves a question", () => {
    const difference = { estimate: -0.0016, low: -0.0056, high: 0.0024, confidence: 0.95, count: 10_000 };
    const byExample = { both: 9_000, onlyBase: 214, onlyHead: 198, neither: 588, difference, p: 0.4613 };
    const cell = { key: "k", startedAt: "", value: 1, status: "completed", score: 1, weightHash: "w" } as const;
    const seeds = [{ seed: 3, base: cell, head: cell, byExample }];
    const note = "of seed 3's test examples 214 are right at base alone, 198 at head alone (McNemar, p = 0.46)";
    expect(notesOf(comparisonResult(worse, { seeds }))).toEqual([note]);
    expect(notesOf(comparisonResult(measured("equivalent", [-0.1, 0, 0.1]), { seeds }))).toEqual([]);
    const clear = [{ ...(seeds[0] as (typeof seeds)[number]), byExample: { ...byExample, p: 1e-9 } }];
    expect(notesOf(comparisonResult(worse, { seeds: clear }))[0]).toContain("(McNemar, p < 0.001)");
  });

  test("of the bootstrap stand where it lies otherwise than the verdict's interval", () => {
    const interval = (low: number, high: number) => ({ estimate: -1, low, high, confidence: 0.95, count: 6 });
    expect(notesOf(comparisonResult(worse, { bootstrap: interval(-2, 0.1) }))).toEqual([
      "the bootstrap's interval is another: −2.00 to +0.10 pp",
    ]);
    expect(notesOf(comparisonResult(worse, { bootstrap: interval(-2, -0.1) }))).toEqual([]);
  });

  test("of training time have its interval, or why there is none", () => {
    const time = { ratio: 1.204, low: 1.1, high: 1.3, seeds: 6 };
    expect(notesOf(comparisonResult(worse, { time }))).toEqual(["training time × 1.20 (1.10 to 1.30)"]);
    const notCompared = { notCompared: "hardware differs" };
    expect(notesOf(comparisonResult(worse, { time: notCompared }))).toEqual([
      "training time not compared: hardware differs",
    ]);
  });

  test("of reasons name the files, of many the first, and what else differs", () => {
    const because = (files: readonly string[], parts: readonly string[]) => becauseText({ reasons: { files, parts } });
    expect(because(["a.ts"], ["program"])).toBe("a.ts");
    expect(because([], ["program"])).toBe("its program");
    expect(because([], ["packages", "start"])).toBe(
      "packages that it imports (package-lock.json), the float network that it starts from",
    );
    const many = Array.from({ length: 10 }, (_, i) => `${i}.ts`);
    expect(because(many, ["program"])).toBe("0.ts, 1.ts, 2.ts, 3.ts, 4.ts, 5.ts, 6.ts, 7.ts, 2 more files");
  });

  test("of sides name commits short, and what has none", () => {
    const { base } = gateResult([]);
    expect(sideText(base)).toBe("main (bbbbbbb)");
    expect(sideText({ ...base, name: "b".repeat(40) } as typeof base)).toBe("bbbbbbb");
    expect(sideText({ kind: "ledger", folder: "nightly" })).toBe("the ledger nightly");
  });
});

test("changed files reach cells, are without effect, or lie elsewhere", () => {
  const changed = comparisonResult(worse, { reasons: { files: ["a.ts", "both.ts"], parts: ["program"] } });
  const same = { ...unchanged, reasons: { files: ["both.ts", "comment.ts"], parts: [] } };
  const changedFiles = ["a.ts", "both.ts", "comment.ts", "docs.md"];
  expect(touchedBy({ comparisons: [changed, same], changedFiles })).toEqual({
    trained: [changed],
    withoutEffect: ["comment.ts"],
    elsewhere: 1,
  });
  expect(touchedBy({ comparisons: [same], changedFiles: null }).elsewhere).toBeNull();
});
