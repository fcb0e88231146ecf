import { type CellRecord, describeCell } from "qat-ledger";
import type { PlannedCell } from "../input.ts";
import { formatBytes, plural, shortHash } from "./format.ts";
import { groupBy } from "./group-by.ts";
import type { EnvironmentView } from "./types.ts";

type Recorded = PlannedCell & { record: CellRecord };

/** Where the records were made: each distinct environment, what differs between them, and the data. */
export function viewEnvironment(cells: readonly PlannedCell[]): EnvironmentView {
  const recorded = cells.filter((planned): planned is Recorded => planned.record !== null);
  const environments = [...groupBy(recorded, ({ record }) => JSON.stringify([...fieldsOf(record)])).values()];
  const fields = environments.flatMap(([first]) => (first === undefined ? [] : [fieldsOf(first.record)]));
  const names = [...new Set(fields.flatMap((field) => [...field.keys()]))];
  return {
    warning:
      environments.length < 2
        ? null
        : `The records come from ${environments.length} environments. Times and memory are comparable only on equal hardware and engine.`,
    columns: environments.map((group, index) => ({
      title: environments.length === 1 ? "All records" : `Environment ${index + 1}`,
      count: plural(group.length, "cell"),
      cells: environments.length === 1 ? [] : group.map(({ cell }) => describeCell(cell)),
    })),
    rows: names.map((name) => {
      const values = fields.map((field) => field.get(name) ?? "\u2013");
      return { name, differs: new Set(values).size > 1, values: values.map(shorten) };
    }),
    data: viewData(recorded),
  };
}

function fieldsOf({ engine, hardware, provenance }: CellRecord): Map<string, string> {
  const entries = Object.entries(engine).sort(([a], [b]) => (a < b ? -1 : 1));
  return new Map([
    ["Processor", hardware.cpu],
    ["Cores", String(hardware.cores)],
    ["Memory", formatBytes(hardware.memoryBytes)],
    ["Platform", hardware.platform],
    ["Node", hardware.node],
    ["Lockfile", provenance.lockfile],
    ...entries.map(([name, value]): [string, string] => [`Engine: ${name}`, String(value)]),
  ]);
}

function viewData(recorded: readonly Recorded[]): EnvironmentView["data"] {
  const byData = groupBy(recorded, ({ record }) => JSON.stringify([record.data.name, record.data.sha256]));
  const names = [...byData.values()].map(([first]) => first?.record.data.name);
  return [...byData.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { name, sha256 } = first.record.data;
    const isAmbiguous = names.filter((other) => other === name).length > 1;
    return [{ name, sha256, cells: isAmbiguous ? group.map(({ cell }) => describeCell(cell)).join(", ") : null }];
  });
}

function shorten(value: string): { short: string; full: string | null } {
  return /^[0-9a-f]{32,}$/.test(value) ? { short: shortHash(value), full: value } : { short: value, full: null };
}
