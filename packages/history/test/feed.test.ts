import { describe, expect, test } from "vitest";
import { xml2js } from "xml-js";
import { changesFeed, comparisonHistories } from "../src/index.ts";
import { dayOf, madeHistory, type Night } from "./made-history.ts";

const site = "https://example.org/site/history.html";
const repository = "https://example.org/team/qat/";

function nights(means: readonly number[], change: Partial<Night> = {}): Night[] {
  return means.map((mean, day) => {
    const shift = (day % 2) / 50;
    const found = { 1: mean - 0.1 + shift, 2: mean + 0.1 + shift };
    return { commit: `c${day}`, day, program: `${day}`, found, ...change };
  });
}

const historiesOf = (made: readonly Night[]) => comparisonHistories(madeHistory(made));
const fallen = [
  ...nights([97, 97, 97, 97, 97, 95, 95]),
  ...nights([90, 90, 90, 90, 96, 96, 96], { cell: { precision: "w1a32" } }),
];

interface Node {
  readonly _text?: string;
  readonly _cdata?: string;
  readonly _attributes?: Readonly<Record<string, string>>;
}
type Entry = Readonly<Record<"id" | "title" | "link" | "updated" | "content", Node>>;

/** A feed as an XML parser reads it, which refuses what is not well-formed. */
function parse(xml: string) {
  const { feed } = xml2js(xml, { compact: true, alwaysArray: false }) as {
    feed: Record<"id" | "title" | "updated" | "link", Node> & { author: { name: Node }; entry?: Entry | Entry[] };
  };
  return { feed, entries: [feed.entry ?? []].flat() };
}

describe("a feed", () => {
  const xml = changesFeed(historiesOf(fallen), { site, repository });

  test("has what Atom asks for: ids, titles, dates, an author, and where it leads", () => {
    const { feed, entries } = parse(xml);
    expect(feed).toMatchObject({ author: { name: { _text: "qat-bench" } }, updated: { _text: dayOf(5) } });
    expect(feed.link._attributes).toEqual({ rel: "alternate", href: site });
    expect(feed.title._text).toContain("qat-bench");
    const ids = [feed.id, ...entries.map(({ id }) => id)].map(({ _text }) => _text ?? "");
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) {
      expect(id).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
    }
  });

  test("has an entry a change, the newest first, that leads to the commits between", () => {
    const { entries } = parse(xml);
    expect(entries.map(({ title, updated }) => [title._cdata, updated._text])).toEqual([
      ["drop: ste lenet5-mnist w2a32, accuracy 97.01\u00a0% -&gt; 95.02\u00a0%", dayOf(5)],
      ["rise: ste lenet5-mnist w1a32, accuracy 90.01\u00a0% -&gt; 96.00\u00a0%", dayOf(4)],
    ]);
    expect(entries[0]?.link._attributes).toEqual({ href: "https://example.org/team/qat/compare/c4...c5" });
    for (const text of [
      "last commit before: c4",
      "first commit since: c5",
      "program",
      "p = ",
      "kind wasm, version e",
    ]) {
      expect(entries[0]?.content._cdata).toContain(text);
    }
  });

  test("is the same text for the same ledger, in whatever order it is read", () => {
    const histories = historiesOf(fallen);
    expect(changesFeed(histories.toReversed(), { site, repository })).toBe(xml);
    expect(changesFeed(historiesOf(fallen.toReversed()), { site, repository })).toBe(xml);
  });

  test("keeps its entries while nights are added", () => {
    const longer = [...fallen, { ...(fallen[6] as Night), commit: "c7", day: 7 }];
    const idsOf = (text: string) => parse(text).entries.map(({ id, updated }) => [id._text, updated._text]);
    expect(idsOf(changesFeed(historiesOf(longer), { site, repository }))).toEqual(idsOf(xml));
  });
});

test("entries lead to the site where no repository is known, and name themselves where nothing is", () => {
  const [atSite] = parse(changesFeed(historiesOf(fallen), { site })).entries;
  expect(atSite?.link._attributes).toEqual({ href: site });
  const [alone] = parse(changesFeed(historiesOf(fallen))).entries;
  expect(alone?.link._attributes).toEqual({ href: alone?.id._text });
});

test("a failure is an entry without a step", () => {
  const made = nights([97, 97, 97]);
  const failing = [...made.slice(0, 2), { ...(made[2] as Night), found: { 1: 97, 2: "failed" as const } }];
  const { entries } = parse(changesFeed(historiesOf(failing)));
  expect(entries.map(({ title }) => title._cdata)).toEqual(["fails: ste lenet5-mnist w2a32"]);
});

test("names with characters that XML and HTML know are text", () => {
  const variant = "a<b>&]]>c";
  const { entries } = parse(changesFeed(historiesOf(nights([97, 97, 97, 97, 95, 95], { cell: { variant } }))));
  const title = entries[0]?.title._cdata ?? "";
  expect(title).toContain("a&lt;b&gt;&amp;]]&gt;c lenet5-mnist");
});

test("without a change it has no entries, and a date all the same", () => {
  const { feed, entries } = parse(changesFeed([]));
  expect(entries).toEqual([]);
  expect(feed.updated._text).toBe("1970-01-01T00:00:00.000Z");
});

test("holds the newest two hundred", () => {
  const many = Array.from({ length: 210 }, (_, i) =>
    nights([97, 97, 97, 97, 95, 95], { cell: { variant: `v${i}` } }).map((night) => ({ ...night, day: night.day + i })),
  );
  const { entries } = parse(changesFeed(historiesOf(many.flat())));
  expect(entries).toHaveLength(200);
  expect(entries.at(-1)?.title._cdata).toContain("v10 ");
});
