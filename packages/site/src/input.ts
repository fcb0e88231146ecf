import type { Calibration } from "qat-gate/calibration";
import type { Cell, CellRecord, Manifest } from "qat-ledger";
import type { MethodInput, TaskInput } from "qat-report";

/** What a site is made of: plain data, beside one function. */
export interface SiteInput {
  /** By key. */
  readonly records: ReadonlyMap<string, CellRecord>;
  /** In any order. */
  readonly manifests: readonly Manifest[];
  /** Files that could not be read, and records of one key that contradict each other: a line each. */
  readonly leftOut: readonly string[];
  /** How methods and tasks are called; those of records that are not among them go by their names. */
  readonly methods: readonly MethodInput[];
  readonly tasks: readonly TaskInput[];
  /** The command that runs a cell of a suite again. */
  readonly commandOf: (cell: Cell, suite: string) => string;
  /** Where commits can be looked at: `https://github.com/owner/name`; null where nobody said. */
  readonly repository: string | null;
  /** Markdown. */
  readonly rules: string;
  /** What a calibration of the gate measured, or why its file cannot be read; null where none was run. */
  readonly calibration: Calibration | { readonly unreadable: string } | null;
  /** ISO 8601 */
  readonly generatedAt: string;
}
