import { existsSync } from "node:fs";
import { unusable } from "../check.ts";
import { networkPath, recordPath } from "../layout.ts";
import { readRecord } from "../reading.ts";
import { type CellRecord, isFinal } from "../record.ts";
import type { Fate, MergedFile } from "./merged-file.ts";
import { holds, knowsAttempts, outcomeOf, reconcile } from "./reconcile.ts";

/** A record that is to be merged. */
export interface Incoming {
  readonly path: string;
  readonly record: CellRecord;
  /** Its file as it lies there. */
  readonly text: string;
  /** Where its network is, if it left one. */
  readonly network: string;
}

/** What merging one key means. */
export interface Decision {
  readonly files: readonly MergedFile[];
  /** What the record's file is to hold; a record where attempts of others came to it; null where it stays as it is. */
  readonly write: string | CellRecord | null;
  /** The network to copy, if one is missing. */
  readonly network: string | null;
}

/** Decides what comes of several ledgers' records of one key. Nothing is changed. */
export async function decide(key: string, into: string, incoming: readonly Incoming[]): Promise<Decision> {
  const target = recordPath(into, key);
  const reading = await readRecord(target);
  if (reading.state === "newer" || reading.state === "inaccessible") {
    return unchanged(incoming, "unusable", `${target}: ${unusable(target, reading)?.what}`);
  }
  const present = reading.state === "readable" ? reading.value : null;
  const records = incoming.map(({ record }) => record);
  const reconciled = reconcile(present, records);
  if (reconciled.state === "conflict") {
    const paths = new Map([...incoming.map(({ path, record }) => [record, path] as const)]);
    const sides = reconciled.sides.map((side) => `${paths.get(side) ?? target} ${outcomeOf(side)}`);
    return unchanged(incoming, "conflict", sides.join("; "));
  }
  const { record, chosen } = reconciled;
  const files = incoming.map((each): MergedFile => {
    const said = each.record === chosen ? fateOfChosen(present) : fateOfOther(each.record, record, present, target);
    return { kind: "record", path: each.path, ...said };
  });
  const source = incoming.find((each) => each.record === record);
  const networks = mergeNetworks(incoming, record, networkPath(into, key));
  return {
    files: [...files, ...networks.files],
    write: record === present ? null : (source?.text ?? record),
    network: networks.copy,
  };
}

function unchanged(incoming: readonly Incoming[], fate: Fate, why: string): Decision {
  return { files: incoming.map(({ path }) => ({ kind: "record", path, fate, why })), write: null, network: null };
}

function fateOfChosen(present: CellRecord | null): Pick<MergedFile, "fate" | "why"> {
  if (present === null) return { fate: "copied" };
  return { fate: "replaced", why: `what was there, ${present.status}, is an attempt of it now` };
}

function fateOfOther(
  other: CellRecord,
  record: CellRecord,
  present: CellRecord | null,
  target: string,
): Pick<MergedFile, "fate" | "why"> {
  if (present !== null && !isFinal(other) && knowsAttempts(present, other)) return { fate: "equal" };
  if (holds(record, other)) return { fate: "equal" };
  if (isFinal(other))
    return { fate: "duplicate", why: `${target} ${outcomeOf(record)} too, and stays${metrics(other, record)}` };
  if (knowsAttempts(record, other)) return { fate: "joined", why: `${other.status}: an attempt of ${target} now` };
  return { fate: "passed over", why: `${other.status}, and ${target} ${outcomeOf(record)}` };
}

/** Equal weights score alike: where they did not, that is worth a look. */
function metrics(other: CellRecord, record: CellRecord): string {
  if (other.status !== "completed" || record.status !== "completed") return "";
  if (other.metric.value === record.metric.value) return "";
  return `, although its ${record.metric.name} is ${record.metric.value} and not ${other.metric.value}`;
}

/** A network follows a completed record with the weights that the merged one has. */
function mergeNetworks(
  incoming: readonly Incoming[],
  record: CellRecord,
  target: string,
): { files: MergedFile[]; copy: string | null } {
  if (record.status !== "completed") return { files: [], copy: null };
  const paths = incoming
    .filter((each) => each.record.status === "completed" && existsSync(each.network))
    .map(({ network }) => network);
  const copy = existsSync(target) ? null : (paths[0] ?? null);
  return {
    files: paths.map((path) => ({ kind: "network", path, fate: path === copy ? "copied" : "equal" })),
    copy,
  };
}
