import type { CellRecord } from "qat-ledger";
import { mean, standardDeviation } from "qat-stats";
import type { ComparisonPoint, CoveredCommit, SeedResult } from "./comparison.ts";

/** What runs of the same sources found of a comparison. */
export interface CoveredCells {
  readonly commit: CoveredCommit;
  /** By seed. */
  readonly records: Map<number, CellRecord>;
}

type Records = ReadonlyMap<number, CellRecord>;

/**
 * Joins commits to points: neighbours are one where all seeds of both have equal keys, or ended in the same weights under
 * other keys. Where they have no seed in common, the parts of their keys decide that do not depend on it.
 * @param covered in order of time
 */
export function pointsOf(covered: readonly CoveredCells[]): ComparisonPoint[] {
  const joined: { commits: CoveredCommit[]; records: Map<number, CellRecord>; changed: readonly string[] }[] = [];
  for (const { commit, records } of covered) {
    const last = joined.at(-1);
    if (last && isSame(last.records, records)) {
      last.commits.push(commit);
      for (const [seed, record] of records) last.records.set(seed, record);
    } else {
      const changed = last === undefined ? [] : changedParts(last.records, records);
      joined.push({ commits: [commit], records: new Map(records), changed });
    }
  }
  return joined.map(({ commits, records, changed }, i) => {
    const seeds = seedResults(records, joined[i - 1]?.records ?? new Map());
    const values = evidenceOf({ seeds });
    return {
      commits,
      changed,
      seeds,
      mean: values.length === 0 ? null : mean(values),
      deviation: values.length < 2 ? null : standardDeviation(values),
    };
  });
}

/** The values of a point that count as independent runs. */
export function evidenceOf({ seeds }: Pick<ComparisonPoint, "seeds">): number[] {
  return seeds.flatMap(({ value, isEvidence }) => (isEvidence && value !== null ? value : []));
}

function isSame(before: Records, now: Records): boolean {
  const common = commonSeeds(before, now);
  if (common.length === 0) return changedParts(before, now).length === 0;
  return common.every(([earlier, later]) => {
    if (earlier.key === later.key) return true;
    const weights = weightHashOf(earlier);
    return weights !== null && weights === weightHashOf(later);
  });
}

function commonSeeds(before: Records, now: Records): [CellRecord, CellRecord][] {
  return [...now].flatMap(([seed, later]) => {
    const earlier = before.get(seed);
    return earlier ? [[earlier, later] as [CellRecord, CellRecord]] : [];
  });
}

/** Parts that hang on the seed: what two seeds differ in without any change. */
const seedParts = ["cell", "start"];

/** Names of the parts in which keys of the same seed differ, or of any two where none is the same. */
function changedParts(before: Records, now: Records): string[] {
  const common = commonSeeds(before, now);
  const [earlier] = before.values();
  const [later] = now.values();
  const pairs: [CellRecord, CellRecord][] =
    common.length > 0 || earlier === undefined || later === undefined ? common : [[earlier, later]];
  const ignored = common.length > 0 ? [] : seedParts;
  const differing = pairs.flatMap(([a, b]) =>
    [...new Set([...Object.keys(a.keyParts), ...Object.keys(b.keyParts)])].filter(
      (part) => a.keyParts[part] !== b.keyParts[part],
    ),
  );
  return [...new Set(differing)].filter((part) => !ignored.includes(part)).sort();
}

function seedResults(records: Records, before: Records): SeedResult[] {
  const taken = new Set([...before.values()].flatMap((record) => weightHashOf(record) ?? []));
  return [...records]
    .sort(([a], [b]) => a - b)
    .map(([seed, record]) => {
      const weightHash = weightHashOf(record);
      const isEvidence = weightHash !== null && !taken.has(weightHash);
      if (weightHash !== null) taken.add(weightHash);
      const value = record.status === "completed" ? record.metric.value : null;
      return { seed, key: record.key, status: record.status, value, weightHash, isEvidence };
    });
}

function weightHashOf(record: CellRecord): string | null {
  return record.status === "completed" ? record.weightHash : null;
}
