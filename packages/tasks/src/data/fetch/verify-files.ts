import type { DataFiles } from "../data-files.ts";
import { type FoundFile, findFile } from "../find-files.ts";
import { contentHash, type PinnedFile } from "../pinned-file.ts";

/** What became of a file: right, or found with another content (truncated and unreadable ones too), or in no place. */
export type VerifiedFile =
  | (FoundFile & { readonly state: "right" | "altered" })
  | { readonly file: PinnedFile; readonly state: "missing" };

/** Reads every file of a dataset and holds its content against the checksum. */
export function verifyFiles(data: DataFiles): Promise<VerifiedFile[]> {
  return Promise.all(
    data.files.map(async (file) => {
      const found = findFile(data, file);
      if (found === undefined) return { file, state: "missing" };
      const hash = await contentHash(found.path, data.remedy()).catch(() => "unreadable");
      return { ...found, state: hash === file.sha256 ? "right" : "altered" };
    }),
  );
}
