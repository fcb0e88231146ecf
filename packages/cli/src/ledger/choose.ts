import { InputError } from "qat-core";
import type { Cell, CellRecord, LedgerContents, Manifest } from "qat-ledger";
import { selectVariants, unknownName } from "qat-runner";

/** What records a command line is about; all of a ledger where nothing is said. */
export interface Choice {
  readonly suite?: string;
  readonly variant?: readonly string[];
  readonly task?: readonly string[];
  readonly precision?: readonly string[];
  readonly seed?: readonly number[];
  readonly device?: string;
}

/**
 * The chosen part of a ledger: names are those that the ledger knows, whatever this checkout has.
 * @param prefix the first digits of a key
 * @throws {InputError} for a name that the ledger does not know, or when nothing is left
 */
export function chooseRecords(
  { records, manifests }: LedgerContents,
  prefix: string | undefined,
  choice: Choice,
): { readonly records: readonly CellRecord[]; readonly manifests: readonly Manifest[] } {
  if (prefix !== undefined && !/^[0-9a-f]{1,32}$/.test(prefix)) {
    throw new InputError(`${JSON.stringify(prefix)} is no key`, {
      allowed: "1 to 32 digits, 0 to 9 and a to f: the beginning of a key",
      remedy: "qat-bench ledger show lists the keys",
    });
  }
  const all = [...records.values()];
  const runs = choice.suite === undefined ? manifests : runsOf(manifests, choice.suite);
  const ofSuite = choice.suite === undefined ? undefined : new Set(runs.flatMap(({ keys }) => keys));
  const known = <K extends keyof Cell>(field: K) => [...new Set(all.map(({ cell }) => cell[field]))].sort();
  const variants = choice.variant && selectVariants(choice.variant, known("variant"));
  const tasks = named("task", choice.task, known("task"));
  const precisions = named("precision", choice.precision, known("precision"));
  const devices = named("device", choice.device === undefined ? undefined : [choice.device], known("device"));
  const chosen = all.filter(
    ({ key, cell }) =>
      key.startsWith(prefix ?? "") &&
      (ofSuite?.has(key) ?? true) &&
      (variants?.includes(cell.variant) ?? true) &&
      (tasks?.includes(cell.task) ?? true) &&
      (precisions?.includes(cell.precision) ?? true) &&
      (choice.seed?.includes(cell.seed) ?? true) &&
      (devices?.includes(cell.device) ?? true),
  );
  if (chosen.length === 0) {
    throw new InputError(all.length === 0 ? "the ledger has no record" : "the ledger has no such record", {
      remedy: all.length === 0 ? "qat-bench run makes some" : "qat-bench ledger show lists what it has",
    });
  }
  return { records: chosen.sort(byDescription), manifests: runs };
}

function runsOf(manifests: readonly Manifest[], suite: string): readonly Manifest[] {
  const runs = manifests.filter((manifest) => manifest.suite === suite);
  if (runs.length > 0) return runs;
  throw unknownName("suite", suite, [...new Set(manifests.map((manifest) => manifest.suite))].sort());
}

function named(
  noun: string,
  names: readonly string[] | undefined,
  known: readonly string[],
): readonly string[] | undefined {
  const unknown = names?.find((name) => !known.includes(name));
  if (unknown !== undefined) throw unknownName(noun, unknown, known);
  return names;
}

function byDescription(a: CellRecord, b: CellRecord): number {
  return (
    a.cell.task.localeCompare(b.cell.task) ||
    a.cell.variant.localeCompare(b.cell.variant) ||
    a.cell.precision.localeCompare(b.cell.precision) ||
    a.cell.seed - b.cell.seed ||
    a.startedAt.localeCompare(b.startedAt)
  );
}
