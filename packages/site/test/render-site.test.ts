import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseHTML } from "linkedom/worker";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isReplaceable, renderSite, writeSite } from "../src/index.ts";
import { makeLedger, small } from "./made-ledger.ts";
import { inputOf } from "./site-input.ts";

const made = makeLedger(small);
const files = new Map<string, string>();
const progress: number[] = [];

beforeAll(async () => {
  const input = inputOf(made, { leftOut: ["left out: /ledger/0.json\n  it is no JSON: empty, or cut off"] });
  for await (const [path, text] of renderSite(input, ({ done }) => progress.push(done))) files.set(path, text);
});

const page = (path: string) =>
  (parseHTML(files.get(path) ?? "") as unknown as { document: { querySelectorAll(css: string): Iterable<Node> } })
    .document;
interface Node {
  readonly textContent: string;
  getAttribute(name: string): string | null;
}
const textsOf = (path: string, css: string) =>
  [...page(path).querySelectorAll(css)].map(({ textContent }) => textContent);

describe("the site", () => {
  test("has a page for the leaderboard, each commit, method, device and row", () => {
    const count = (folder: string) => [...files.keys()].filter((path) => path.startsWith(`${folder}/`)).length;
    expect(count("commit")).toBe(small.commits);
    expect([...files.keys()].filter((path) => path.startsWith("method/"))).toEqual(
      ["alpha", "beta", "float", "gamma"].map((name) => `method/${name}.html`),
    );
    expect(count("device")).toBe(1);
    // Four variants at two precisions and the float network at one, on each task.
    expect(count("cell")).toBe(2 * (4 * 2 + 1));
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  });

  test("every link within it leads to a file, and to an id where it names one", () => {
    const broken = [...files].flatMap(([path, html]) => {
      if (!path.endsWith(".html")) return [];
      return [...html.matchAll(/(?:href|src)="([^"#:]*)(?:#([^"]*))?"/g)].flatMap(([, file = "", id]) => {
        const target = file === "" ? path : join(dirname(path), file);
        if (!files.has(target)) return [`${path} -> ${target}`];
        if (id === undefined || id.includes("&#x3D;") || files.get(target)?.includes(`id="${id}"`)) return [];
        return [`${path} -> ${target}#${id}`];
      });
    });
    expect(broken).toEqual([]);
  });

  test("asks for nothing from elsewhere", () => {
    for (const [path, html] of files) {
      if (path.endsWith(".xml")) continue; // A feed names pages for those who read it elsewhere.
      expect(html.match(/<(?:script|link|img|iframe)[^>]+(?:src|href)="(?:https?:)?\/\//), path).toBeNull();
    }
  });

  test("no id stands twice on a page", () => {
    for (const [path, html] of files) {
      if (!path.endsWith(".html")) continue;
      const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
      expect(
        ids.filter((id, at) => ids.indexOf(id) !== at),
        path,
      ).toEqual([]);
    }
  });

  test("what was left out is said on the front page", () => {
    expect(textsOf("index.html", ".notice.warning li")).toEqual([expect.stringContaining("/ledger/0.json")]);
    expect(textsOf("commit/686780cab0.html", ".notice.warning li")).toHaveLength(1);
  });

  test("every row that did not complete is in the front page's list", () => {
    const last = made.manifests.at(-1)?.keys.map((key) => made.records.get(key));
    const incomplete = last?.filter((record) => record?.status !== "completed") ?? [];
    expect(incomplete.length).toBeGreaterThan(2);
    expect(textsOf("index.html", "#incomplete > p")).toEqual([`${incomplete.length} cells did not complete.`]);
  });

  test("a cell's page has each seed, its curves with tables, its command, and its history", () => {
    const [path = ""] = [...files.keys()].filter((name) => name.startsWith("cell/beta-lenet5-mnist-w1a32"));
    expect(textsOf(path, ".runs-table tbody th")).toEqual(["0", "1", "2"]);
    expect(textsOf(path, "figure.small figcaption")).toEqual(["Loss", "Validation"]);
    expect(textsOf(path, "figure.small table")).toHaveLength(2);
    expect(textsOf(path, ".reproduce")[0]).toMatch(
      /^git checkout [0-9a-f]{40} && npm ci\nnpm run qat-bench -- run --suite made --variant beta .* --seed 0 --again$/,
    );
    expect(textsOf(path, "#history .history tbody tr").length).toBeGreaterThan(0);
    const [href] = [...page(path).querySelectorAll(".runs-table td:last-child a")].map((link) =>
      link.getAttribute("href"),
    );
    expect(href).toMatch(/^https:\/\/example\.org\/suite\/commit\/[0-9a-f]{40}$/);
  });

  test("a run is held against the float network of its seed on each test example, where records say which are right", () => {
    const pageOf = (name: string) => [...files.keys()].find((path) => path.startsWith(`cell/${name}`)) ?? "";
    const rowsOf = (path: string) =>
      [...page(path).querySelectorAll(".runs-table tbody tr")].map(({ textContent }) => textContent);
    const scores = (path: string) => rowsOf(path).map((row) => Number(/^\d(\d+\.\d\d)\u00a0%/.exec(row)?.[1]));
    const path = pageOf("beta-lenet5-mnist-w2a32");
    const floats = scores(pageOf("float-lenet5-mnist-w32a32"));
    const compared = rowsOf(path).map((row) => /\(([\d,]+)\u00a0:\u00a0([\d,]+), p\u00a0[=<]/.exec(row)?.slice(1));
    const counts = compared.map((pair) => pair?.map((count) => Number(count.replace(",", ""))));
    expect(counts.filter((pair) => pair !== undefined).length).toBeGreaterThan(1);
    for (const [seed, pair] of counts.entries()) {
      if (pair === undefined) continue;
      // What one alone has right more than the other is the difference of their scores, of 10,000 examples.
      const [ours = 0, theirs = 0] = [scores(path)[seed], floats[seed]];
      expect((pair[0] ?? 0) - (pair[1] ?? 0)).toBe(Math.round(100 * theirs) - Math.round(100 * ours));
    }
    for (const without of ["float-lenet5-mnist", "beta-lstm-brown"]) {
      expect(textsOf(pageOf(without), ".runs-table thead th")).not.toContain("Beside float, by example");
    }
  });

  test("data.csv and data.json have every record, one row a cell", () => {
    const { records } = JSON.parse(files.get("data.json") ?? "") as {
      records: { key: string; value: number | null }[];
    };
    expect(new Set(records.map(({ key }) => key))).toEqual(new Set(made.records.keys()));
    for (const { key, value } of records) {
      const record = made.records.get(key);
      expect(value).toBe(record?.status === "completed" ? record.metric.value : null);
    }
    const [head = "", ...lines] = (files.get("data.csv") ?? "").trimEnd().split("\n");
    expect(head.split(",").slice(0, 4)).toEqual(["key", "latest", "variant", "task"]);
    expect(lines).toHaveLength(made.records.size);
  });

  test("the rules are rendered, and their headings have ids", () => {
    expect(textsOf("rules.html", "h1#rules")).toEqual(["Rules"]);
    expect(textsOf("rules.html", "ol li strong")).toEqual(["Same start."]);
    expect(textsOf("rules.html", "td")).toEqual(["1", "2"]);
  });

  test("the same input gives the same site", async () => {
    const again = inputOf(made, { leftOut: ["left out: /ledger/0.json\n  it is no JSON: empty, or cut off"] });
    for await (const [path, text] of renderSite(again)) expect(text === files.get(path), path).toBe(true);
  });

  test("a float network alone has its figure, and neither a ranking nor plots of one mark", async () => {
    const floats = [...made.records].filter(([, { cell }]) => cell.variant === "float");
    const html = await frontPage(new Map(floats));
    expect(html.match(/<section class="contest"/g)).toHaveLength(small.tasks.length);
    expect(html).toMatch(/Float<\/a> reaches \d+\.\d+/);
    expect(html).not.toContain('<table class="ranking">');
    expect(html).not.toContain("<figure");
  });

  test("figures on data of another content say so, above the table", async () => {
    const renamed = [...made.records].map(
      ([key, record]) => [key, { ...record, data: { ...record.data, name: "mnist (other files)" } }] as const,
    );
    expect(await frontPage(new Map(renamed))).toMatch(
      /<p class="notice">These figures are measured on mnist \(other files\)/,
    );
    expect(files.get("index.html")).not.toContain("other files");
  });

  async function frontPage(records: typeof made.records): Promise<string> {
    for await (const [path, text] of renderSite(inputOf({ records, manifests: [] }))) {
      if (path === "index.html") return text;
    }
    return "";
  }

  test("without any record there is a site all the same", async () => {
    const empty = new Map<string, string>();
    for await (const [path, text] of renderSite(inputOf({ records: new Map(), manifests: [] }))) empty.set(path, text);
    expect(empty.get("index.html")).toContain("0 cells");
    expect(empty.get("compare.html")).toContain("there is nothing to compare yet");
    expect(empty.get("history.html")).toContain("No drop, rise or failure so far.");
  });
});

describe("writing", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "qat-site-"));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const some = async function* (text: string) {
    yield* [
      ["index.html", text],
      ["data.json", "{}"],
      ["site.css", ""],
      ["cell/a.html", text],
    ] as const;
  };

  test("a site takes the place of the one before, and leaves nothing beside it", async () => {
    const site = join(folder, "site");
    expect(await writeSite(site, some("one"))).toBe(8);
    await writeFile(join(site, "cell/old.html"), "");
    await writeSite(site, some("two"));
    expect(await readFile(join(site, "index.html"), "utf8")).toBe("two");
    expect(await readdir(join(site, "cell"))).toEqual(["a.html"]);
    expect(await readdir(folder)).toEqual(["site"]);
  });

  test("a folder with something else in it is not replaced", async () => {
    const other = join(folder, "other");
    await mkdir(other);
    expect(await isReplaceable(other)).toBe(true);
    await writeFile(join(other, "thesis.txt"), "");
    expect(await isReplaceable(other)).toBe(false);
    await expect(writeSite(other, some("one"))).rejects.toThrow(/holds something else than a site\n {2}to do: /);
    expect(await readdir(other)).toEqual(["thesis.txt"]);
    expect(await isReplaceable(join(other, "thesis.txt"))).toBe(false);
  });

  test("a site that cannot be finished leaves the old one", async () => {
    const site = join(folder, "kept");
    await writeSite(site, some("one"));
    const breaking = async function* () {
      yield ["index.html", "half"] as const;
      throw new Error("out of memory");
    };
    await expect(writeSite(site, breaking())).rejects.toThrow(/cannot write the site to .*kept: out of memory/);
    expect(await readFile(join(site, "index.html"), "utf8")).toBe("one");
    expect((await readdir(folder)).filter((name) => name.startsWith("kept"))).toEqual(["kept"]);
  });
});
