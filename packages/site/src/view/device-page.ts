import type { CellRecord } from "qat-ledger";
import { formatBytes, formatCount, formatSeconds, groupBy, plural } from "qat-report/parts";
import { mean } from "qat-stats";
import { deviceOf } from "../model/device.ts";
import { methodPage, type SiteContext } from "./context.ts";

/** The page of one engine: what was measured on it, on which machines and how fast. */
export interface DevicePageView {
  readonly id: string;
  readonly heading: string;
  readonly lede: string;
  readonly leaderboard: string;
  readonly traits: readonly { readonly name: string; readonly value: string }[];
  readonly machines: readonly MachineView[];
}

/** A machine, and how fast methods trained on it: times compare on equal hardware alone. */
export interface MachineView {
  readonly name: string;
  readonly facts: string;
  readonly count: string;
  readonly rows: readonly {
    readonly task: string;
    readonly title: string;
    readonly page: string;
    readonly runs: string;
    readonly train: string;
    readonly throughput: string;
    readonly memory: string;
  }[];
}

const root = "../";

/** @param records the latest ones of the device, at least one */
export function viewDevicePage(context: SiteContext, records: readonly CellRecord[]): DevicePageView {
  const [first] = records;
  if (first === undefined) throw new Error("a device's page needs a record of it");
  const device = deviceOf(first);
  const machines = groupBy(records, ({ hardware }) => JSON.stringify(hardware));
  return {
    id: device.id,
    heading: device.name,
    lede: `${plural(records.length, "cell")} on ${plural(machines.size, "machine")}, the latest record of each.`,
    leaderboard: `${root}index.html#device=${device.id}`,
    traits: Object.entries(first.engine).map(([name, value]) => ({ name, value: String(value) })),
    machines: [...machines.values()].map((group) => viewMachine(context, group)),
  };
}

function viewMachine(context: SiteContext, records: readonly CellRecord[]): MachineView {
  const { cpu, cores, memoryBytes, platform, node } = (records[0] as CellRecord).hardware;
  const completed = records.filter((record) => record.status === "completed" && record.steps > 0);
  const groups = groupBy(completed, ({ cell }) => JSON.stringify([cell.task, cell.variant, cell.budget]));
  return {
    name: cpu,
    facts: `${plural(cores, "core")}, ${formatBytes(memoryBytes)} of memory, ${platform}, Node ${node}`,
    count: plural(records.length, "cell"),
    rows: [...groups.values()].flatMap((group) => {
      const runs = group.filter((record) => record.status === "completed");
      const [first] = runs;
      if (first === undefined) return [];
      const average = (of: (run: (typeof runs)[number]) => number) => mean(runs.map(of));
      return [
        {
          task: context.titleOfTask(first.cell.task),
          title: context.titleOf(first.cell.variant),
          page: methodPage(first.cell.variant, root),
          runs: String(runs.length),
          train: formatSeconds(average(({ seconds }) => seconds.train)),
          throughput: formatCount(average(({ examplesPerSecond }) => examplesPerSecond)),
          memory: formatBytes(average(({ peakMemoryBytes }) => peakMemoryBytes)),
        },
      ];
    }),
  };
}
