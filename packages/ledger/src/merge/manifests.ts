import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { unusable } from "../check.ts";
import { manifestFolder } from "../layout.ts";
import { readManifest } from "../reading.ts";
import { writeWhole } from "../write-whole.ts";
import type { Fate, MergedFile } from "./merged-file.ts";

/** Copies a manifest that a ledger lacks; several ledgers may have it. */
export async function mergeManifests(
  id: string,
  paths: readonly string[],
  into: string,
  dryRun: boolean,
): Promise<MergedFile[]> {
  const target = join(manifestFolder(into), `${id}.json`);
  let present = await readManifest(target);
  const files: MergedFile[] = [];
  for (const path of paths) {
    const said = (fate: Fate, why?: string) =>
      files.push({ kind: "manifest", path, fate, ...(why === undefined ? {} : { why }) });
    const incoming = await readManifest(path);
    const problem = unusable(path, incoming);
    if (incoming.state !== "readable") said("unusable", problem?.what ?? "it is gone");
    else if (incoming.value.id !== id) said("unusable", `it is the manifest of ${incoming.value.id}`);
    else if (present.state === "readable") {
      if (isDeepStrictEqual(present.value, incoming.value)) said("equal");
      else said("conflict", `another one of this name is in ${into}, or was copied there`);
    } else if (present.state !== "absent") said("unusable", `${target}: ${unusable(target, present)?.what}`);
    else {
      if (!dryRun) await writeWhole(target, incoming.text);
      present = incoming;
      said("copied");
    }
  }
  return files;
}
