import { isUnmerged, type MergedFile } from "qat-ledger";
import { textTable } from "../text-table.ts";

const kinds = ["record", "manifest", "network"] as const;

/** What a merge did, or in a dry run would do: how many files of each kind had which fate, and each that has more to it. */
export function mergeTables(files: readonly MergedFile[], into: string, dryRun: boolean): string {
  const fates = [...new Set(files.map(({ fate }) => fate))];
  const rows = fates.map((fate) => [
    fate,
    ...kinds.map((kind) => String(files.filter((file) => file.kind === kind && file.fate === fate).length)),
  ]);
  const notes = files.filter(({ why }) => why !== undefined);
  const left = files.filter(isUnmerged).length;
  return [
    `${dryRun ? "nothing is changed; this would be merged" : "merged"} into ${into}`,
    ...(rows.length === 0
      ? ["there is nothing to merge"]
      : [textTable(["", "records", "manifests", "networks"], rows)]),
    ...notes.map(({ fate, path, why }) => `${fate}: ${path}\n  ${why}`),
    ...(left === 0 ? [] : [`not merged: ${left}, those above that say conflict, busy or unusable`]),
  ].join("\n");
}
