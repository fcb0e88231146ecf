import { createHash } from "node:crypto";

interface LockEntry {
  readonly version?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** package-lock.json, as far as it is needed here. */
export interface Lockfile {
  readonly packages: Readonly<Record<string, LockEntry>>;
}

/** SHA-256 over the version and integrity of packages and of everything that they depend on, wherever it is nested. */
export function hashLockEntries(lockfile: Lockfile, names: readonly string[]): string {
  const seen = new Map<string, string>();
  const visit = (name: string, from: string): void => {
    const path = locate(lockfile, name, from);
    if (path === undefined || seen.has(path)) return;
    const entry = lockfile.packages[path] ?? {};
    seen.set(path, `${path} ${entry.version ?? "-"} ${entry.integrity ?? "-"}`);
    for (const dependency of Object.keys({ ...entry.dependencies, ...entry.optionalDependencies }))
      visit(dependency, path);
  };
  for (const name of names) visit(name, "");
  return createHash("sha256")
    .update([...seen.values()].sort().join("\n"))
    .digest("hex");
}

/** The entry that Node would resolve: the nearest node_modules, from `from` upwards. */
function locate(lockfile: Lockfile, name: string, from: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    const path = folder === "" ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (path in lockfile.packages) return path;
    if (folder === "") return undefined;
  }
}
