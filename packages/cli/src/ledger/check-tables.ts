import type { LedgerCheck } from "qat-ledger";
import { formatTime, shortHash } from "qat-report/record";
import { textTable } from "../text-table.ts";

/** What a check found, in the terminal. */
export function checkTables(check: LedgerCheck): string {
  const { folder, records, manifests, problems, notices, setAside } = check;
  const parts = [
    `${folder}\nrecords: ${records.length}, manifests: ${manifests.length}`,
    ...(records.length === 0 ? [] : [byStatus(check)]),
    ...(records.length + manifests.length === 0 ? [] : [byRun(check)]),
    ...(setAside.length === 0
      ? []
      : [["set aside by earlier runs, to be looked at or deleted:", ...setAside].join("\n  ")]),
    ...(notices.length === 0 ? [] : [listed("to know", notices)]),
    problems.length === 0 ? "nothing is wrong" : listed("wrong", problems),
  ];
  return parts.join("\n\n");
}

function listed(title: string, files: readonly { readonly path: string; readonly what: string }[]): string {
  return [`${title}: ${files.length}`, ...files.map(({ path, what }) => `${path}\n    ${what}`)].join("\n  ");
}

function byStatus({ records }: LedgerCheck): string {
  const versions = unique(records.map(({ version }) => version)).sort((a, b) => a - b);
  const rows = unique(records.map(({ status }) => status)).map((status) => {
    const own = records.filter((record) => record.status === status);
    const counts = versions.map((version) => own.filter((record) => record.version === version).length);
    return [status, ...[own.length, ...counts].map(String)];
  });
  return textTable(["status", "records", ...versions.map((version) => `schema ${version}`)], rows);
}

/** A row for each suite at each commit, last run last, and one for the records that no manifest names. */
function byRun({ records, manifests }: LedgerCheck): string {
  const known = new Map(records.map((record) => [record.key, record]));
  const groups = new Map<string, LedgerCheck["manifests"]>();
  for (const manifest of manifests) {
    const id = JSON.stringify([manifest.suite, sourcesOf(manifest)]);
    groups.set(id, [...(groups.get(id) ?? []), manifest]);
  }
  const rows = [...groups.values()].flatMap((runs) => {
    const last = runs.at(-1);
    if (last === undefined) return [];
    const keys = unique(runs.flatMap((run) => run.keys));
    const there = keys.flatMap((key) => known.get(key) ?? []);
    const completed = there.filter(({ status }) => status === "completed").length;
    const counts = [runs.length, keys.length, completed, there.length - completed, keys.length - there.length];
    return [[last.suite, sourcesOf(last), formatTime(last.at), ...counts.map(String)]];
  });
  const named = new Set(manifests.flatMap(({ keys }) => keys));
  const loose = records.filter(({ key }) => !named.has(key));
  const completed = loose.filter(({ status }) => status === "completed").length;
  const rest =
    loose.length === 0
      ? []
      : [["no run's", "", "", "0", ...[loose.length, completed, loose.length - completed, 0].map(String)]];
  return textTable(
    ["suite", "commit", "last run", "runs", "cells", "completed", "otherwise", "no record"],
    [...rows, ...rest],
  );
}

/** Where the sources of a run were. */
export function sourcesOf({ commit, dirty }: { readonly commit: string | null; readonly dirty: boolean }): string {
  return `${commit === null ? "none" : shortHash(commit)}${dirty ? " with changes" : ""}`;
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
