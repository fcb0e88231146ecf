import { pathToFileURL } from "node:url";
import type { Method, Variant } from "qat-core";
import type { Task } from "qat-tasks";
import { unknownName } from "./unknown-name.ts";
import { methodSources, type Source, taskSources, type Workspace } from "./workspace.ts";

/** What a checkout has: its methods and tasks, loaded; or why one of them does not load. */
export interface Definitions {
  readonly methods: readonly Loaded<Method>[];
  readonly tasks: readonly Loaded<Task>[];
}

export type Loaded<T> = Source & ({ readonly definition: T } | { readonly broken: string });

/** Loads every method and task. One that fails to load is reported as broken and stops no other. */
export async function loadDefinitions(workspace: Workspace): Promise<Definitions> {
  const [methods, tasks] = await Promise.all([
    Promise.all(methodSources(workspace).map((source) => load<Method>(source, "method", methodFlaw))),
    Promise.all(taskSources(workspace).map((source) => load<Task>(source, "task", taskFlaw))),
  ]);
  return { methods, tasks };
}

/** A variant with the method it belongs to; none where the method is broken. */
export interface NamedVariant {
  readonly source: Loaded<Method>;
  readonly variant?: Variant;
}

/** Variants by the names that suites and tables use: `ste`, `ste/lsq`. A broken method stands for its default. */
export function variantsOf(methods: readonly Loaded<Method>[]): Map<string, NamedVariant> {
  const named = new Map<string, NamedVariant>();
  for (const source of methods) {
    if ("broken" in source) named.set(source.name, { source });
    else {
      for (const [name, variant] of Object.entries(source.definition.variants)) {
        named.set(name === "default" ? source.name : `${source.name}/${name}`, { source, variant });
      }
    }
  }
  return named;
}

/** @throws {InputError} for a name that no task has */
export function findTask(tasks: readonly Loaded<Task>[], name: string): Loaded<Task> {
  const task = tasks.find((candidate) => candidate.name === name);
  if (!task)
    throw unknownName(
      "task",
      name,
      tasks.map((candidate) => candidate.name),
    );
  return task;
}

async function load<T extends { readonly name: string }>(
  source: Source,
  exported: string,
  flawOf: (definition: T) => string | undefined,
): Promise<Loaded<T>> {
  try {
    const module = (await import(pathToFileURL(source.entry).href)) as Record<string, T | undefined>;
    const definition = module[exported];
    if (!definition) return { ...source, broken: `${source.entry} does not export \`${exported}\`` };
    if (definition.name !== source.name) {
      return {
        ...source,
        broken: `${source.entry} is named ${JSON.stringify(definition.name)}, its folder ${source.name}: make them equal`,
      };
    }
    const flaw = flawOf(definition);
    if (flaw !== undefined) return { ...source, broken: `${source.entry}: ${flaw}` };
    return { ...source, definition };
  } catch (error) {
    return { ...source, broken: `${source.entry} does not load: ${String(error)}` };
  }
}

/** Why an exported value is no method, as far as the plan depends on it: types do not bind a folder that was never checked. */
function methodFlaw({ variants }: Partial<Method>): string | undefined {
  if (variants?.default === undefined) return "the method has no variants.default";
  const half = Object.entries(variants).find(
    ([, { supports, weights }]) => typeof supports !== "function" || typeof weights !== "function",
  );
  return half && `the method's variant ${half[0]} has no functions supports and weights`;
}

function taskFlaw(task: Partial<Task>): string | undefined {
  const parts = ["network", "data", "recipe", "metric", "loss"] as const;
  const missing = parts.filter((part) => task[part] === undefined);
  return missing.length > 0 ? `the task has no ${missing.join(", no ")}` : undefined;
}
