import { createHash } from "node:crypto";
import { existsSync, realpathSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import { build, type Metafile, type Plugin } from "esbuild";
import type { Cell } from "qat-ledger";
import writeFileAtomic from "write-file-atomic";
import type { Source, Workspace } from "../workspace.ts";

/**
 * The program of a cell's process: one module, bundled from exactly the sources that the process can reach, without
 * comments. It is what runs and what the key hashes, so that a key can neither miss a change nor react to one that
 * cannot matter, and an edit during a long run changes none of its cells.
 */
export interface Program {
  readonly text: string;
  readonly sourceMap: string;
  readonly sha256: string;
  /** Packages outside of the workspace that it imports. */
  readonly packages: readonly string[];
  /** The files that it holds code of, as paths from the checkout's root. */
  readonly sources: readonly string[];
}

/** What the lines that a bundle begins with are called. */
const entryFile = "cell.js";

/** Bundles the program that trains one method on one task with one engine. */
export function buildProgram(
  workspace: Workspace,
  method: Source,
  task: Source,
  device: Cell["device"],
): Promise<Program> {
  return bundle(workspace, [
    `import { method } from ${JSON.stringify(method.entry)};`,
    `import { task } from ${JSON.stringify(task.entry)};`,
    `import { open } from "qat-engine/${device}";`,
    'import { runCellProcess } from "qat-runner/cell";',
    "runCellProcess({ method, task, open });",
  ]);
}

/** Bundles a module of these lines, whose imports resolve from the checkout's root. */
export async function bundle(workspace: Workspace, entry: readonly string[]): Promise<Program> {
  const packages = new Set<string>();
  const result = await build({
    stdin: { contents: entry.join("\n"), resolveDir: workspace.root, sourcefile: entryFile, loader: "js" },
    absWorkingDir: workspace.root,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    conditions: ["qat-source"],
    minifyWhitespace: true,
    legalComments: "none",
    sourcemap: "external",
    sourcesContent: false,
    outfile: "cell.mjs",
    write: false,
    metafile: true,
    logLevel: "silent",
    tsconfigRaw: {},
    plugins: [externalPackages(workspace, packages)],
  });
  const file = (extension: string) => result.outputFiles.find(({ path }) => path.endsWith(extension))?.text ?? "";
  const text = file(".mjs");
  return {
    text,
    sourceMap: file(".map"),
    sha256: createHash("sha256").update(text).digest("hex"),
    packages: [...packages].sort(),
    sources: sourcesOf(result.metafile),
  };
}

/** What is left of each module once what nothing uses is dropped; the lines that the bundle begins with are no file. */
function sourcesOf({ outputs }: Metafile): string[] {
  const modules = Object.values(outputs).flatMap(({ inputs }) => Object.entries(inputs));
  return modules.flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 && path !== entryFile ? [path] : [])).sort();
}

/** Writes the program where Node finds the packages it imports; returns its path. */
export async function placeProgram(workspace: Workspace, program: Program): Promise<string> {
  const path = join(workspace.root, "node_modules/.cache/qat-bench/programs", `${program.sha256.slice(0, 32)}.mjs`);
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomic(`${path}.map`, program.sourceMap);
  await writeFileAtomic(path, `${program.text}\n//# sourceMappingURL=${path}.map\n`);
  return path;
}

/**
 * Leaves installed packages out of the bundle and notes their names. The workspace's own packages are bundled, and so
 * is a package that npm nested below another one: Node would not find it from where the program lies.
 */
function externalPackages(workspace: Workspace, packages: Set<string>): Plugin {
  return {
    name: "external-packages",
    setup(bundler) {
      bundler.onResolve({ filter: /^[^./]/ }, ({ path, kind, importer }) => {
        if (kind === "entry-point" || path.startsWith("node:")) return undefined;
        const name = packageName(path);
        const atRoot = join(workspace.root, "node_modules", name);
        if (folderOf(name, importer || join(workspace.root, entryFile)) !== atRoot) return undefined;
        if (!realpathSync(atRoot).includes(`${sep}node_modules${sep}`)) return undefined;
        packages.add(name);
        return { path, external: true };
      });
    },
  };
}

function packageName(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

/** Where Node would find a package from a module, links not followed. */
function folderOf(name: string, importer: string): string | undefined {
  const folders = createRequire(importer).resolve.paths(name) ?? [];
  return folders.map((folder) => join(folder, name)).find((folder) => existsSync(join(folder, "package.json")));
}
