import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type EngineFingerprint, engineFingerprint, resolveEngine } from "qat-engine";
import { type Cell, keyOf } from "qat-ledger";
import { type Definitions, findTask, variantsOf } from "../definitions.ts";
import type { Workspace } from "../workspace.ts";
import { type KeyParts, keyPartsOf } from "./cell-key.ts";
import { type ExpandedCell, expandSuite } from "./expand.ts";
import { hashLockEntries, type Lockfile } from "./lock-entries.ts";
import { buildProgram, type Program } from "./program.ts";
import type { Suite } from "./suite.ts";

/** What a suite means in this checkout, on this machine: cells with their keys. The cells form a graph by `needs`. */
export interface Plan {
  readonly suite: Suite;
  readonly cells: readonly PlannedCell[];
}

export interface PlannedCell {
  readonly cell: Cell;
  readonly key: string;
  readonly keyParts: KeyParts;
  /** The task's dataset as it is now. */
  readonly data: { readonly name: string; readonly sha256: string };
  /** What accuracy depends on of the engine that trains it. */
  readonly engine: EngineFingerprint;
  /** What its process runs; absent for cells that are skipped or broken. */
  readonly program?: Program;
  readonly skip?: string;
  readonly broken?: string;
  /** Key of the float cell whose weights it starts from. */
  readonly needs?: string;
  /** Whether other cells of the suite start from its weights, selected or not. */
  readonly isStart: boolean;
}

/** Threads of a cell's engine: cells run one a core. */
export const threadsOfCell = 1;

/**
 * Plans a suite: expands it, bundles the programs of its cells and names each cell by its key.
 * @throws {InputError} for names that are not there
 * @throws {EngineError} for an engine that is not usable here
 */
export async function planSuite(workspace: Workspace, suite: Suite, definitions: Definitions): Promise<Plan> {
  const lockfile = JSON.parse(await readFile(join(workspace.root, "package-lock.json"), "utf8")) as Lockfile;
  const devices = [...new Set(suite.devices.map(resolveEngine))];
  const variants = variantsOf(definitions.methods);
  const programs = once(async (method: string, task: string, device: Cell["device"]) => {
    const source = variants.get(method)?.source;
    if (!source) throw new Error(`no method ${method}`);
    try {
      return await buildProgram(workspace, source, findTask(definitions.tasks, task), device);
    } catch (error) {
      return { broken: `its program cannot be built: ${(error as Error).message}` };
    }
  });
  const dataOf = once(async (name: string) => {
    const task = findTask(definitions.tasks, name);
    if ("broken" in task) return { name, sha256: "none" };
    const { data } = task.definition;
    // Data that cannot be read fails its cells when they load it, with the loader's own message; the plan still stands.
    const sha256 = await data.fingerprint().catch((error: unknown) => `unreadable: ${String(error)}`);
    return { name: data.name, sha256 };
  });

  const engineOf = once((device: Cell["device"]) => engineFingerprint(device, threadsOfCell));

  async function keyed(entry: ExpandedCell): Promise<Omit<PlannedCell, "isStart">> {
    const { cell, needs, ...fate } = entry;
    const built =
      fate.broken === undefined ? await programs(cell.variant.split("/")[0] ?? "", cell.task, cell.device) : undefined;
    const program = built && "text" in built ? built : undefined;
    const broken = fate.broken ?? (built && "broken" in built ? built.broken : undefined);
    const start = needs && (await keyed({ cell: needs })).key;
    const data = await dataOf(cell.task);
    const engine = await engineOf(cell.device);
    const keyParts = keyPartsOf({
      cell,
      // What one suite leaves out another may train: that it is skipped, and why, is its result.
      program: fate.skip === undefined ? (program?.sha256 ?? `${broken}`) : `skipped: ${fate.skip}`,
      packages: hashLockEntries(lockfile, program?.packages ?? []),
      data: data.sha256,
      engine,
      ...(start === undefined ? {} : { start }),
    });
    return {
      cell,
      key: keyOf(keyParts),
      keyParts,
      data,
      engine,
      ...(program ? { program } : {}),
      ...(fate.skip === undefined ? {} : { skip: fate.skip }),
      ...(broken === undefined ? {} : { broken }),
      ...(start === undefined ? {} : { needs: start }),
    };
  }

  const cells = await Promise.all(expandSuite(suite, definitions, devices).map(keyed));
  const starts = new Set(cells.map(({ needs }) => needs));
  return { suite, cells: cells.map((planned) => ({ ...planned, isStart: starts.has(planned.key) })) };
}

/** Remembers what a function gave for its arguments. */
function once<A extends readonly string[], T>(compute: (...args: A) => Promise<T>): (...args: A) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (...args) => {
    const id = args.join("\0");
    const found = known.get(id) ?? compute(...args);
    known.set(id, found);
    return found;
  };
}
