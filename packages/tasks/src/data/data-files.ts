import type { PinnedFile } from "./pinned-file.ts";

/** The files that a dataset is published as: what they hold, where they may lie, and where they are to be had. */
export interface DataFiles {
  /** The dataset's name, which is its folder's in every place that keeps several. */
  readonly name: string;
  readonly files: readonly PinnedFile[];
  /** Folders where a file is looked for, as it is and as .gz; the first that has it counts. */
  readonly places: readonly Place[];
  /** Where the files are fetched from, the first that has them; none where an installed package brings them. */
  readonly origins: readonly Origin[];
  /** How to get the right files: ends the message of an error. */
  remedy(): string;
}

export interface Place {
  /** What it is, for people: `your folder`. */
  readonly title: string;
  /** Its path; undefined where this machine has no such place. */
  folder(): string | undefined;
}

export type Origin =
  /** A folder on the web, ending with a slash, that has each file as <name>.gz, or as it is where `plain`. */
  | { readonly kind: "web"; readonly address: string; readonly plain?: boolean }
  /** A gzipped tar archive on the web that has each file, as it is, in `folder`; size and SHA-256 are the archive's own. */
  | {
      readonly kind: "archive";
      readonly address: string;
      readonly folder: string;
      readonly bytes: number;
      readonly sha256: string;
    }
  /** A Debian package that has each file, as it is or as .gz, in `folder`, an absolute path. */
  | { readonly kind: "debian"; readonly packageName: string; readonly folder: string };
