import { describePrecision, sortPrecisions } from "qat-report/parts";
import type { Contest } from "../model/contest.ts";

/** Something to choose by; every value is one that some table has. */
export interface FilterView {
  readonly name: "task" | "bits" | "track" | "device";
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly text: string }[];
}

/** What filters look at. */
export interface Tags {
  readonly task: string;
  readonly track: string;
  readonly device: string;
}

export function viewFilters(contests: readonly Contest[]): FilterView[] {
  const tasks = new Map(contests.map(({ setting, title }) => [setting.task, title]));
  const precisions = sortPrecisions(
    contests.flatMap(({ cells, reference }) =>
      cells.flatMap(({ cell }) => (cell.variant === reference ? [] : cell.precision)),
    ),
  );
  const tracks = new Set(contests.map(({ setting }) => setting.track));
  const devices = new Map(contests.map(({ device }) => [device.id, device.name]));
  return [
    { name: "task", label: "Task", options: [...tasks].map(([value, text]) => ({ value, text })) },
    {
      name: "bits",
      label: "Bits",
      options: precisions.map((value) => ({
        value,
        text: [value, describePrecision(value)].filter(Boolean).join(", "),
      })),
    },
    { name: "track", label: "Track", options: [...tracks].map((value) => ({ value, text: value })) },
    { name: "device", label: "Device", options: [...devices].map(([value, text]) => ({ value, text })) },
  ];
}

export function tagsOf({ setting, device }: Contest): Tags {
  return { task: setting.task, track: setting.track, device: device.id };
}
