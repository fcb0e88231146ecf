import { type ComparisonHistory, comparisonHistories } from "qat-history";
import type { Cell, CellRecord, CompletedRecord } from "qat-ledger";
import {
  assignStyles,
  formatTime,
  groupBy,
  methodFile,
  methodOf,
  type Naming,
  shortHash,
  titlesOf,
} from "qat-report/parts";
import type { SiteInput } from "../input.ts";
import { type CellGroup, groupId } from "../model/cell-group.ts";
import { type Contest, contestsOf } from "../model/contest.ts";
import { latestOf, type Snapshot, snapshotsOf } from "../model/snapshot.ts";
import { versionsOf } from "../model/version.ts";

/** What every page is made from. */
export interface SiteContext {
  readonly input: SiteInput;
  /** The latest record of each cell. */
  readonly latest: ReadonlyMap<string, CellRecord>;
  /** Of the latest records. */
  readonly contests: readonly Contest[];
  /** The oldest first. */
  readonly snapshots: readonly Snapshot[];
  readonly generatedAt: string;
  /** Of all cells, over the commits that runs covered; runs of uncommitted changes are left out. */
  readonly histories: readonly ComparisonHistory[];
  /** Of cells that are alike but for the seed: one an engine. */
  historiesOf(group: CellGroup): readonly ComparisonHistory[];
  contestsOf(records: Iterable<CellRecord>): readonly Contest[];
  /** The float network of a latest record's seed, that it is compared with; null where there is none, and of itself. */
  floatOf(record: CellRecord): CompletedRecord | null;
  versionOf(record: CellRecord): string;
  titleOf(variant: string): string;
  titleOfTask(task: string): string;
  /** The suite of the latest run that named a record; null where none did. */
  suiteOf(key: string): string | null;
  /** The command that runs a record's cell again; null where no run says of which suite it is. */
  commandOf(record: CellRecord): string | null;
}

/** Looks at records once, for all pages. */
export function openContext(input: SiteInput): SiteContext {
  const { records, manifests, tasks } = input;
  const versionOf = versionsOf(records);
  const latest = latestOf(manifests, records);
  const titles = titlesOf(input.methods);
  const suites = new Map<string, string>();
  for (const { suite, keys } of manifests.toSorted((a, b) => a.at.localeCompare(b.at))) {
    for (const key of keys) suites.set(key, suite);
  }
  const histories = comparisonHistories({ records, manifests });
  const byGroup = groupBy(histories, ({ cell }) => groupId(cell));
  const group = (some: Iterable<CellRecord>) => contestsOf(some, tasks, versionOf);
  const contests = group(latest.values());
  const floats = floatsOf(contests);
  return {
    input,
    latest,
    contests,
    snapshots: snapshotsOf(manifests, records),
    generatedAt: formatTime(input.generatedAt),
    histories,
    historiesOf: (cells) => byGroup.get(groupId(cells)) ?? [],
    contestsOf: group,
    floatOf: ({ key }) => floats.get(key) ?? null,
    versionOf,
    titleOf: (variant) => titles.get(variant) ?? variant,
    titleOfTask: (task) => tasks.find(({ name }) => name === task)?.title ?? task,
    suiteOf: (key) => suites.get(key) ?? null,
    commandOf({ key, cell }) {
      const suite = suites.get(key);
      return suite === undefined ? null : input.commandOf(cell, suite);
    },
  };
}

/** The float network of the same seed, by the key of what is compared with it. */
function floatsOf(contests: readonly Contest[]): ReadonlyMap<string, CompletedRecord> {
  return new Map(
    contests.flatMap(({ cells, reference }) => {
      const [own, others] = [true, false].map((isFloat) =>
        cells.filter(({ cell }) => (cell.variant === reference) === isFloat),
      );
      const bySeed = new Map(
        own?.flatMap(({ cell, record }) => (record?.status === "completed" ? [[cell.seed, record] as const] : [])),
      );
      return (others ?? []).flatMap(({ cell, key }) => {
        const float = bySeed.get(cell.seed);
        return float === undefined ? [] : [[key, float] as const];
      });
    }),
  );
}

/** How methods look and are linked on one page, which has marks of its own for those that it names. */
export function namingAt({ contests, input, titleOf }: SiteContext, root: string): Naming {
  const variants = [...input.records.values()].map(({ cell }) => cell.variant);
  const reference = contests.find((contest) => contest.reference !== null)?.reference ?? null;
  return {
    titleOf,
    styles: assignStyles(variants, reference),
    pageOf: (variant) => methodPage(variant, root),
    suitePage: `${root}index.html`,
  };
}

/** Addresses of pages as another reaches them: `root` is empty in the site's folder, `../` in a folder of it. */
export function methodPage(variant: string, root: string): string {
  return `${root}method/${methodFile(methodOf(variant))}`;
}

export function cellPage(group: CellGroup | Cell, root: string): string {
  return `${root}cell/${groupId(group as CellGroup)}.html`;
}

export function devicePage(id: string, root: string): string {
  return `${root}device/${id}.html`;
}

export function commitPage(id: string, root: string): string {
  return `${root}commit/${id}.html`;
}

/** A commit as pages name it, with the address where it can be looked at. */
export interface CommitView {
  readonly short: string;
  readonly full: string | null;
  readonly href: string | null;
  readonly dirty: boolean;
}

export function viewCommit(
  { commit, dirty }: { readonly commit: string | null; readonly dirty: boolean },
  repository: string | null,
): CommitView {
  return {
    short: commit === null ? "no commit" : shortHash(commit, 7),
    full: commit,
    href: commit === null || repository === null ? null : `${repository.replace(/\/$/, "")}/commit/${commit}`,
    dirty,
  };
}
