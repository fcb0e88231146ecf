import type { DataSource } from "../task.ts";
import type { DataFiles } from "./data-files.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { nameInRecords } from "./other-files.ts";

/** A data source that is read from files. */
export function fileSource(files: DataFiles, load: DataSource["load"]): DataSource {
  return {
    get name() {
      return nameInRecords(files.name);
    },
    files,
    fingerprint: () => fingerprintOf(files),
    load,
  };
}
