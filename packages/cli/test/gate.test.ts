import { mkdtemp, readdir, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { GateResult } from "qat-gate";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Checkout, openCheckout } from "./fixtures/checkout.ts";
import type { Ended } from "./fixtures/child.ts";
import { until } from "./fixtures/processes.ts";
import { addHalvesTask, addMethod, addSuite } from "./fixtures/scaffold.ts";

const method = "packages/methods/mine/src/index.ts";
const commit = "git -c user.name=Test -c user.email=test@example.org commit --quiet --no-gpg-sign --message";

let checkout: Checkout;
let cache: string;

beforeAll(async () => {
  cache = await realpath(await mkdtemp(join(tmpdir(), "qat-gate-cache-")));
  checkout = await openCheckout({ git: true });
  await addHalvesTask(checkout);
  await addMethod(checkout, "mine");
  await addSuite(checkout, "tiny", { variants: ["ste", "mine"] });
  await shell(
    `git checkout --quiet -B main && git add --all && ${commit} 'A method' && git checkout --quiet -b change`,
  );
});

afterEach(() => shell("git checkout --quiet change && git reset --quiet --hard main && git clean --quiet -d --force"));

afterAll(async () => {
  await checkout?.remove();
  await rm(cache, { recursive: true, force: true });
});

async function shell(line: string): Promise<string> {
  const { code, stdout, stderr } = await checkout.shell(line);
  if (code !== 0) throw new Error(`${line}\n${stderr}`);
  return stdout;
}

function gate(...args: readonly string[]): Promise<Ended> {
  return checkout.start(["gate", "--suite", "tiny", ...args], { QAT_BENCH_CACHE: cache }).ended;
}

/** What a gate says for machines, and its comment. */
async function gated(...args: readonly string[]) {
  const { code, stdout, stderr } = await gate("--json", "--markdown", "reports/comment.md", ...args);
  if (stdout === "") throw new Error(`exit code ${code}\n${stderr}`);
  const result = JSON.parse(stdout) as GateResult & { readonly conclusion: string };
  return { code, result, comment: await checkout.read("reports/comment.md") };
}

const kinds = (result: GateResult) =>
  Object.fromEntries(result.comparisons.map(({ cell, verdict }) => [cell.variant, verdict.kind]));

/** Every worktree but the checkout itself. */
async function worktrees(): Promise<string[]> {
  const lines = (await shell("git worktree list --porcelain")).split("\n");
  return lines.filter((line) => line.startsWith("worktree ") && line !== `worktree ${checkout.root}`);
}

/** Makes the method worse: what it exports sees the opposite of what it trained on. */
const worsen = () =>
  checkout.edit(method, "quantize(u) { ", "quantize(u) { u = u.map((x, i) => (i === 0 ? tf.neg(x) : x));");

/** Half a second a step. */
const slowDown = () =>
  checkout.edit(
    method,
    "view(u, at) { ",
    "view(u, at) { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);",
  );

const ofMine = ({ comparisons }: GateResult) => comparisons.find(({ cell }) => cell.variant === "mine");

describe("a pull request", () => {
  test("that lowers one method's accuracy is caught; the others are unchanged and not trained", async () => {
    await worsen();
    await shell(`git add --all && ${commit} 'Export the opposite'`);
    const { code, result, comment } = await gated("--budget", "10m");
    expect(code).toBe(1);
    expect(result.conclusion).toBe("regression");
    expect(kinds(result)).toEqual({ ste: "unchanged", mine: "regression" });
    const mine = ofMine(result);
    const verdict = mine?.verdict.kind === "regression" ? mine.verdict : undefined;
    expect(verdict?.difference.estimate).toBeLessThan(-10);
    expect(verdict?.difference.high).toBeLessThan(0);
    expect(verdict?.difference.count).toBe(result.effort.counts[0]);
    expect(mine?.reasons).toEqual({ files: [method], parts: ["program"] });
    expect(mine?.seeds.slice(0, 3).map(({ seed }) => seed)).toEqual([1, 2, 3]);
    expect(mine?.time).toMatchObject({ ratio: expect.any(Number), seeds: result.effort.counts[0] });
    // Base and head of each seed, and of the other method nothing.
    expect(result.effort.trained).toBe(2 * (result.effort.counts[0] ?? 0));
    const records = await checkout.records();
    expect(records.map(({ cell }) => cell.variant)).toEqual(records.map(() => "mine"));
    const commits = (await shell("git rev-parse main change")).trim().split("\n");
    expect(new Set(records.map(({ provenance }) => provenance.commit))).toEqual(new Set(commits));
    expect(records.filter(({ provenance }) => provenance.dirty)).toEqual([]);

    expect(comment.split("\n")[0]).toBe("<!-- qat-bench gate tiny -->");
    expect(comment).toContain("❌ Regression: 1 regression, 1 unchanged");
    expect(comment).toMatch(
      /\| mine \| halves \| w2a32 \| \*\*regression\*\* \| −\d+\.\d\d pp \(−\d+\.\d\d to −\d+\.\d\d\) \|/,
    );
    expect(comment).toContain(`- \`mine halves w2a32 wasm\`: ${method}`);
    expect(comment).not.toContain("| ste |");
    expect(await worktrees()).toEqual([]);

    // Again nothing is trained, whatever it is then said to come to.
    const accepted = [{ variant: "mine", task: "halves", precision: "*", reason: "known", expires: "2999-12-31" }];
    await checkout.write("accepted-regressions.json", JSON.stringify({ accepted }));
    const again = await gated("--budget", "10m");
    expect(again.code).toBe(0);
    expect(again.result.effort.trained).toBe(0);
    expect(again.comment).toContain("**accepted regression**");
    expect(again.comment).toContain("accepted until 2999-12-31: known");
    await checkout.write(
      "accepted-regressions.json",
      JSON.stringify({ accepted: [{ ...accepted[0], expires: "2020-01-01" }] }),
    );
    const expired = await gated("--budget", "10m", "--fail-on", "never");
    expect(expired.code).toBe(0);
    expect(expired.result.conclusion).toBe("regression");
    expect(expired.comment).toContain("was accepted until 2020-01-01: known");
  }, 600_000);

  test("of documentation trains nothing", async () => {
    await checkout.write("docs/gate-notes.md", "What I think.\n");
    await shell(`git add docs && ${commit} 'Notes'`);
    const before = (await checkout.records().catch(() => [])).length;
    const { code, result, comment } = await gated();
    expect(code).toBe(0);
    expect(kinds(result)).toEqual({ ste: "unchanged", mine: "unchanged" });
    expect(result.effort).toMatchObject({ trained: 0, reused: 0, spentSeconds: 0, counts: [] });
    expect(result.changedFiles).toEqual(["docs/gate-notes.md"]);
    expect((await checkout.records().catch(() => [])).length).toBe(before);
    expect(comment).toContain("✅ No regression: 2 unchanged");
    expect(comment).toContain("No cell of the suite can have changed: nothing was trained.");
    expect(comment).toContain("- changed files that no cell runs: 1");
  }, 300_000);

  test("of a comment in a method trains nothing, and says that it is one", async () => {
    await checkout.edit(method, "codebooks.refit(u);", "// Every step.\n codebooks.refit(u);");
    const { code, result, comment } = await gated();
    expect(code).toBe(0);
    expect(kinds(result)).toEqual({ ste: "unchanged", mine: "unchanged" });
    expect(result.head).toMatchObject({ name: "this checkout", dirty: true });
    expect(comment).toContain(`- comments, types or layout alone, so that no cell depends on it: ${method}`);
  }, 300_000);

  test("that changes the program and not the weights is bit-identical after one seed", async () => {
    await checkout.edit(method, "codebooks.refit(u);", "const latents = u; codebooks.refit(latents);");
    const { code, result, comment } = await gated();
    expect(code).toBe(0);
    expect(kinds(result)).toEqual({ ste: "unchanged", mine: "identical" });
    const mine = ofMine(result);
    expect(mine?.seeds).toHaveLength(1);
    const [pair] = mine?.seeds ?? [];
    expect(pair?.base).toMatchObject({ status: "completed", weightHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(pair?.head.key).not.toBe(pair?.base.key);
    const weights = pair?.base.status === "completed" ? pair.base.weightHash : "none";
    expect(pair?.head).toMatchObject({ weightHash: weights });
    expect(comment).toContain("✅ No regression: 1 bit-identical, 1 unchanged");
    expect(comment).toContain("| mine | halves | w2a32 | **bit-identical** |  | 1 |  |");
  }, 300_000);

  test("whose head does not complete where base does fails, and one whose method is new is not comparable", async () => {
    await checkout.edit(
      method,
      "weights(latents, { grid }) { ",
      'weights(latents, { grid }) { throw new Error("broken");',
    );
    await addMethod(checkout, "new");
    await addSuite(checkout, "tiny", { variants: ["mine", "new"] });
    const { code, result, comment } = await gated();
    expect(code).toBe(1);
    expect(kinds(result)).toEqual({ mine: "failed", new: "not-comparable" });
    expect(comment).toContain("`new halves w2a32`: base has no variant new");
    expect(comment).toMatch(/`mine halves w2a32`: seed 1: failed: .*broken/);
  }, 300_000);
});

test("a budget that ends before anything is decided is inconclusive, with exit code 3 where that is asked for", async () => {
  // At half a second a step a cell takes longer than the budget.
  await slowDown();
  const { code, result, comment } = await gated("--budget", "2s");
  expect(code).toBe(3);
  expect(kinds(result)).toEqual({ ste: "unchanged", mine: "untrained" });
  expect(result.effort).toMatchObject({ budgetSeconds: 2, trained: 0 });
  expect(comment).toContain("❔ Inconclusive: 1 not trained, 1 unchanged");
  expect((await gate("--budget", "1s", "--fail-on", "regression")).code).toBe(0);
}, 300_000);

describe("--plan", () => {
  test("says which cells a change touches, and why, and trains nothing", async () => {
    await worsen();
    const before = await checkout.records().catch(() => []);
    const { code, stdout } = await gate("--plan");
    expect(code).toBe(0);
    expect(stdout).toMatch(/ste +halves +w2a32 +wasm +unchanged/);
    expect(stdout).toMatch(new RegExp(`mine +halves +w2a32 +wasm +is trained +${method}`));
    expect(stdout).toContain("2 comparisons, 1 to train");
    const json = JSON.parse((await gate("--plan", "--json", "--base", "main")).stdout);
    expect(json.comparisons.map(({ fate }: { fate: string }) => fate)).toEqual(["changed", "unchanged"]);
    expect(json.changedFiles).toEqual([method]);
    expect(await checkout.records().catch(() => [])).toEqual(before);
  }, 300_000);

  test("counts the float network that cells start from", async () => {
    await addMethod(checkout, "warm", { startsFrom: "float" });
    await addSuite(checkout, "tiny", { variants: ["warm"] });
    await shell(`git add --all && ${commit} 'A method that starts from float'`);
    const float = "packages/methods/fp32/src/index.ts";
    await checkout.write(float, `${await checkout.read(float)}\nReflect.set(globalThis, "touched", true);\n`);
    const { stdout } = await gate("--plan", "--json", "--base", "HEAD");
    const comparisons = JSON.parse(stdout).comparisons as { id: string; fate: string; reasons: object }[];
    expect(comparisons.map(({ id, fate }) => [id, fate])).toEqual([
      ["fp32 halves w32a32 wasm", "changed"],
      ["warm halves w2a32 wasm", "changed"],
    ]);
    expect(comparisons[1]?.reasons).toEqual({ files: [float], parts: ["start"] });
  }, 300_000);
});

describe("records of a ledger", () => {
  test("are a base for which nothing is trained", async () => {
    await addSuite(checkout, "tiny", { variants: ["mine"], seeds: [1, 2, 3] });
    const ended = await checkout.run("run", "--suite", "tiny", "--ledger", "reports/base");
    expect(ended.code).toBe(0);
    await worsen();
    const { code, result, comment } = await gated("--base", "reports/base", "--ledger", "reports/other");
    expect(code).toBe(1);
    expect(kinds(result)).toEqual({ mine: "regression" });
    expect(result.effort.trained).toBe(3);
    expect(result.base).toEqual({ kind: "ledger", folder: "reports/base" });
    expect(result.changedFiles).toBeNull();
    expect(result.comparisons[0]?.time).toEqual({ notCompared: "base and head were not trained next to each other" });
    expect(comment).toContain("against the ledger reports/base");

    const wider = await gated("--base", "reports/base", "--ledger", "reports/other", "--precision", "w2a32");
    expect(wider.result.effort.trained).toBe(0);
  }, 300_000);
});

describe("what is asked wrongly", () => {
  const wrong: [args: string[], message: string][] = [
    [["--base", "nowhere"], '--base "nowhere" is neither a commit nor a folder here'],
    [["--head", "nowhere"], '--head "nowhere" is no commit here'],
    [["--base", "docs"], "docs is no ledger"],
    [["--fail-on", "always"], "allowed are regression, inconclusive"],
    [["--variant", "minee"], "did you mean mine?"],
    [["--markdown", "no/such/folder.md"], "there is no folder"],
  ];

  test.each(wrong)("%j ends with exit code 2", async (args, message) => {
    const { code, stdout, stderr } = await gate(...args);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(await worktrees()).toEqual([]);
  });

  test("a malformed file of accepted regressions ends with exit code 2, and names every fault", async () => {
    await checkout.write("accepted-regressions.json", '{ "accepted": [{ "variant": "mine", "expires": "soon" }] }');
    const { code, stderr } = await gate();
    expect(code).toBe(2);
    for (const field of ["task", "precision", "reason", "expires"]) expect(stderr).toContain(`accepted[0].${field}`);
    expect(await worktrees()).toEqual([]);
  });
});

test("--help has examples and the exit codes", async () => {
  const { stdout } = await gate("--help");
  expect(stdout).toContain("qat-bench gate --plan");
  expect(stdout).toContain("3 inconclusive");
});

describe("a gate that ends early", () => {
  /** Starts one that trains for long. */
  async function begun() {
    await slowDown();
    const running = checkout.start(["gate", "--suite", "tiny"], { QAT_BENCH_CACHE: cache });
    await until("a worktree", async () => (await worktrees()).length > 0, 120);
    return running;
  }

  const left = async () => (await readdir(join(cache, "worktrees"), { recursive: true })).length;

  test("by Ctrl-C has exit code 130 and leaves no worktree", async () => {
    const running = await begun();
    running.interrupt();
    expect((await running.ended).code).toBe(130);
    expect(await worktrees()).toEqual([]);
  }, 300_000);

  test("by a kill leaves one, which a later gate removes", async () => {
    const killed = await begun();
    killed.kill();
    await killed.ended;
    expect(await worktrees()).toHaveLength(1);
    // A killed process's lock is another's only some seconds later.
    await until("no worktree", async () => (await gate("--plan")).code === 0 && (await worktrees()).length === 0, 240);
    // The folder of this repository's worktrees, and nothing in it.
    expect(await left()).toBe(1);
  }, 300_000);
});

test("documentation tells every option", async () => {
  const text = await readFile(join(import.meta.dirname, "../../../docs/gate.md"), "utf8");
  const { stdout } = await gate("--help");
  const options = [...stdout.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, name]) => name ?? "");
  expect(options.length).toBeGreaterThan(10);
  expect(options.filter((name) => name !== "--help" && !text.includes(`\`${name}`))).toEqual([]);
});
