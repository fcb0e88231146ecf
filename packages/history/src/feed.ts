import { createHash } from "node:crypto";
import { Feed } from "feed";
import { formatMetric } from "qat-report/record";
import type { Change, ComparisonHistory, CoveredCommit } from "./comparison.ts";

/** What a feed says of itself and where its entries lead. */
export interface FeedOptions {
  /** Absolute address of the page that the feed belongs to. */
  readonly site?: string;
  /** Absolute address of the repository: entries then lead to the commits between the last one before and the first since. */
  readonly repository?: string;
}

/** The newest changes that a feed holds; readers keep older ones themselves. */
const maximumEntries = 200;

/**
 * The changes of histories as an Atom feed (RFC 4287), newest first. Equal histories give equal text. An entry keeps its
 * id as long as its change does, and changes that were shown stay: see `changePoints` of qat-stats.
 * @param options addresses are http or https
 * @returns the XML
 */
export function changesFeed(histories: readonly ComparisonHistory[], { site, repository }: FeedOptions = {}): string {
  const changes = histories
    .flatMap((history) => history.changes.map((change) => ({ history, change, shownAt: shownAt(history, change) })))
    .sort(
      (a, b) =>
        b.shownAt.localeCompare(a.shownAt) ||
        a.history.id.localeCompare(b.history.id) ||
        a.change.kind.localeCompare(b.change.kind),
    );
  const feed = new Feed({
    id: uuidOf(["qat-bench history", repository ?? site ?? ""]),
    title: "qat-bench: drops, rises and failures",
    // Without a change there is no date to tell: the time at which nothing was there yet.
    updated: new Date(changes[0]?.shownAt ?? 0),
    author: { name: "qat-bench" },
    generator: "qat-bench",
    ...(site === undefined ? {} : { link: site }),
  });
  for (const { history, change, shownAt: at } of changes.slice(0, maximumEntries)) {
    const id = uuidOf([history.id, change.kind, sourceName(change.since)]);
    feed.addItem({
      id,
      title: escapeHtml(titleOf(history, change)),
      link: linkOf(change, repository) ?? site ?? id,
      date: new Date(at),
      content: contentOf(history, change),
    });
  }
  return feed.atom1();
}

/** `drop: ste lenet5-mnist w2a32, accuracy 97.50 % -> 95.00 %` */
export function titleOf({ cell, metric }: ComparisonHistory, { kind, step }: Change): string {
  const what = `${kind}: ${cell.variant} ${cell.task} ${cell.precision}`;
  if (step === null || metric === null) return what;
  return `${what}, ${metric.name} ${formatMetric(step.before, metric.unit)} -> ${formatMetric(step.after, metric.unit)}`;
}

function contentOf(history: ComparisonHistory, change: Change): string {
  const { cell, engine, data, points } = history;
  const { lastBefore, since, step, point } = change;
  const lines = [
    `last commit before: ${sourceName(lastBefore)}`,
    `first commit since: ${sourceName(since)}`,
    `changed of what its key is made of: ${points[point]?.changed.join(", ") || "nothing"}`,
    ...(step === null ? [] : [`p = ${step.p.toPrecision(2)} of the step by itself`]),
    `${cell.track}, budget ${cell.budget}, trained on ${cell.trainOn}, ${data}`,
    Object.entries(engine)
      .map(([name, value]) => `${name} ${value}`)
      .join(", "),
  ];
  return `<ul>${lines.map((line) => `<li>${escapeHtml(line)}</li>`).join("")}</ul>`;
}

function shownAt({ points }: ComparisonHistory, { shownBy, since }: Change): string {
  return points[shownBy]?.commits[0]?.at ?? since.at;
}

function linkOf({ lastBefore, since }: Change, repository: string | undefined): string | undefined {
  if (repository === undefined || lastBefore.commit === null || since.commit === null) return undefined;
  return `${repository.replace(/\/$/, "")}/compare/${lastBefore.commit}...${since.commit}`;
}

/** A commit as people read it; without one, when its run began. */
function sourceName({ commit, dirty, at }: CoveredCommit): string {
  return commit === null ? `none, ${at}` : `${commit}${dirty ? ` with changes, ${at}` : ""}`;
}

/** A UUID made of a hash, of version 8 (RFC 9562, section 5.8): the same for the same parts. */
function uuidOf(parts: readonly string[]): string {
  const hex = createHash("sha256").update(JSON.stringify(parts)).digest("hex");
  const [a, b, c, d, e] = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(13, 16), hex.slice(17, 20), hex.slice(20, 32)];
  return `urn:uuid:${a}-${b}-8${c}-a${d}-${e}`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
