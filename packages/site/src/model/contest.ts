import type { CellRecord } from "qat-ledger";
import type { TaskInput } from "qat-report";
import { type Comparison, cellsAt, groupBy, groupComparisons } from "qat-report/parts";
import { type Device, deviceOf } from "./device.ts";
import { fingerprintOf } from "./version.ts";

/** Cells that may be ranked against each other: one setting, one engine, one version of each row's code. */
export interface Contest extends Comparison {
  readonly device: Device;
  /** Completed or not, by variant and precision. */
  readonly rows: ReadonlyMap<string, readonly Comparison["cells"][number][]>;
  /** Records that are left out, for others of their row are of newer code. */
  readonly outdated: number;
}

/** The precision of the float network. */
const float = "w32a32";

/**
 * Groups records into contests; in each row only the newest version stays.
 * @param records one a cell
 */
export function contestsOf(
  records: Iterable<CellRecord>,
  tasks: readonly TaskInput[],
  versionOf: (record: CellRecord) => string,
): readonly Contest[] {
  const cells = [...records].map((record) => ({ cell: record.cell, key: record.key, record, command: "" }));
  const inOrder = cells.sort(
    (a, b) => a.cell.variant.localeCompare(b.cell.variant) || a.cell.seed - b.cell.seed || (a.key < b.key ? -1 : 1),
  );
  const groups = [...groupBy(inOrder, ({ record }) => fingerprintOf(record)).values()];
  const contests = groups.flatMap((group) =>
    groupComparisons({
      ...{ suite: { name: "", title: "" }, methods: [], tasks, git: { commit: null, dirty: false }, generatedAt: "" },
      cells: group,
    }).map((comparison) => toContest(comparison, versionOf)),
  );
  return contests.sort((a, b) => a.title.localeCompare(b.title) || a.id.localeCompare(b.id));
}

function toContest(comparison: Comparison, versionOf: (record: CellRecord) => string): Contest {
  const all = groupBy(comparison.cells, ({ cell }) => rowId(cell.variant, cell.precision));
  const rows = new Map([...all].map(([id, cells]) => [id, newest(cells, versionOf)]));
  const cells = [...rows.values()].flat();
  const [first] = cells;
  if (first?.record == null) throw new Error(`the comparison ${comparison.id} has no record`);
  const device = deviceOf(first.record);
  return {
    ...comparison,
    id: `${comparison.id}-${fingerprintOf(first.record).slice(0, 6)}`,
    cells,
    rows,
    reference: referenceOf(comparison),
    device,
    outdated: comparison.cells.length - cells.length,
  };
}

/** The cells of a row whose version is that of the record that was started last. */
function newest(
  cells: readonly Comparison["cells"][number][],
  versionOf: (record: CellRecord) => string,
): readonly Comparison["cells"][number][] {
  const byVersion = groupBy(cells, ({ record }) => (record === null ? "" : versionOf(record)));
  const startOf = (group: readonly Comparison["cells"][number][]) =>
    group.map(({ record }) => record?.startedAt ?? "").reduce((a, b) => (a > b ? a : b));
  return [...byVersion.values()].reduce((a, b) => (startOf(a) >= startOf(b) ? a : b));
}

/** Names a row within a contest. */
export function rowId(variant: string, precision: string): string {
  return `${variant} ${precision}`;
}

/** The variant that is there in floating point alone, where there is one only. */
function referenceOf(comparison: Comparison): string | null {
  const variants = new Set(comparison.cells.flatMap(({ cell }) => (cell.precision === float ? cell.variant : [])));
  const [variant] = variants;
  if (variant === undefined || variants.size > 1) return null;
  return comparison.precisions.some(
    (precision) => precision !== float && cellsAt(comparison, variant, precision).length > 0,
  )
    ? null
    : variant;
}
