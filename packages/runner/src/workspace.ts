import { existsSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { InputError } from "qat-core";

/** The folders of one checkout. */
export interface Workspace {
  readonly root: string;
  readonly suites: string;
  readonly reports: string;
}

/**
 * The checkout that a folder lies in.
 * @throws {InputError} outside of one
 */
export function findWorkspace(from: string): Workspace {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "turbo.json")) && existsSync(join(folder, "suites"))) {
      return { root: folder, suites: join(folder, "suites"), reports: join(folder, "reports") };
    }
    if (folder === dirname(folder)) {
      throw new InputError(`no checkout of the suite at or above ${from}`, {
        remedy: "change to the folder that holds turbo.json and suites/",
      });
    }
  }
}

/** A method or a task as it lies in its folder, not yet loaded. */
export interface Source {
  /** The folder's name, which is the method's or task's. */
  readonly name: string;
  /** Path of the module that exports it. */
  readonly entry: string;
}

/** Methods, found by folder: packages/methods/<name>. */
export function methodSources(workspace: Workspace): Source[] {
  return sourcesIn(join(workspace.root, "packages/methods"), "src/index.ts");
}

/** Tasks, found by folder: packages/tasks/src/tasks/<name>. */
export function taskSources(workspace: Workspace): Source[] {
  return sourcesIn(join(workspace.root, "packages/tasks/src/tasks"), "index.ts");
}

/** Names of the suites: suites/<name>.json. */
export function suiteNames(workspace: Workspace): string[] {
  return readdirSync(workspace.suites)
    .filter((file) => file.endsWith(".json"))
    .map((file) => file.slice(0, -".json".length))
    .sort();
}

function sourcesIn(folder: string, module: string): Source[] {
  return readdirSync(folder)
    .map((name) => ({ name, entry: join(folder, name, module) }))
    .filter(({ entry }) => existsSync(entry))
    .sort((a, b) => a.name.localeCompare(b.name));
}
