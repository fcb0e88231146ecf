import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { transformSync } from "esbuild";
import { describe, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../../..");

/** Who may know whom; a method stands for each of them. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  ops: [],
  cache: [],
  ledger: [],
  stats: [],
  claims: ["ledger", "stats"],
  "qat-core": ["ops"],
  method: ["qat-core", "ops"],
  tasks: ["qat-core", "ops", "cache"],
  engine: ["ops", "cache"],
  speed: ["qat-core", "tasks", "engine", "stats"],
  runner: ["qat-core", "tasks", "engine", "ledger", "stats", "claims"],
  report: ["ledger", "stats", "claims"],
  history: ["ledger", "stats", "report"],
  site: ["report", "ledger", "stats", "claims", "history", "gate"],
  gate: ["cache", "qat-core", "ledger", "stats", "runner"],
  cli: [
    "ops",
    "cache",
    "qat-core",
    "engine",
    "tasks",
    "ledger",
    "stats",
    "claims",
    "speed",
    "runner",
    "report",
    "gate",
    "history",
    "site",
  ],
};

/** Shared code, which asks for no method's name. */
const shared = [
  "qat-core",
  "ops",
  "cache",
  "engine",
  "tasks",
  "speed",
  "runner",
  "ledger",
  "report",
  "stats",
  "claims",
  "site",
  "gate",
  "history",
  "site",
];

interface Package {
  readonly name: string;
  readonly folder: string;
  readonly kind: string;
  readonly declared: Readonly<Record<string, string>>;
  readonly dependencies: readonly string[];
  readonly sources: readonly Source[];
  readonly tests: readonly Source[];
}

interface Source {
  readonly path: string;
  readonly text: string;
}

const packages = [...packagesIn("packages"), ...packagesIn("packages/methods")];
const methodNames = packages
  .filter(({ kind }) => kind === "method")
  .map(({ folder }) => folder.split("/").at(-1) ?? "");

function packagesIn(parent: string): Package[] {
  return readdirSync(join(root, parent)).flatMap((folder) => readPackage(`${parent}/${folder}`) ?? []);
}

function readPackage(folder: string): Package | undefined {
  let text: string;
  try {
    text = readFileSync(join(root, folder, "package.json"), "utf8");
  } catch {
    return undefined;
  }
  const manifest = JSON.parse(text);
  const { dependencies = {}, devDependencies = {}, peerDependencies = {} } = manifest;
  return {
    name: manifest.name,
    folder,
    kind: folder.startsWith("packages/methods/") ? "method" : folder.slice("packages/".length),
    declared: { ...dependencies, ...devDependencies, ...peerDependencies },
    dependencies: Object.keys({ ...dependencies, ...peerDependencies }),
    sources: sourcesIn(`${folder}/src`),
    tests: existsSync(join(root, folder, "test")) ? sourcesIn(`${folder}/test`) : [],
  };
}

function sourcesIn(folder: string): Source[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => ({ path: `${folder}/${path}`, text: readFileSync(join(root, folder, path), "utf8") }));
}

/** What a module imports, types included. */
function importsOf(text: string): string[] {
  const statements = text.matchAll(/^(?:import|export)\s(?:[\w\s*{},$]+\sfrom\s)?"([^"]+)"/gm);
  return [...statements, ...text.matchAll(/\bimport\("([^"]+)"\)/g)].map(([, specifier]) => specifier ?? "");
}

function packageName(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

test("what counts as an import", () => {
  const text =
    'import a from "a";\nimport {\n  b,\n} from "@b/b/deep";\nexport const name = "f";\nimport "c";\nexport * from "./d.ts";\nconst e = await import("e");\n';
  expect(importsOf(text)).toEqual(["a", "@b/b/deep", "c", "./d.ts", "e"]);
  expect(packageName("@b/b/deep")).toBe("@b/b");
});

test("the packages are those that the arrows know", () => {
  expect(packages.length).toBeGreaterThanOrEqual(10);
  for (const { kind } of packages) expect(Object.keys(arrows)).toContain(kind);
});

describe.each(packages)("$folder", ({ name, folder, kind, dependencies, sources, tests }) => {
  const imports = sources.flatMap(({ path, text }) => importsOf(text).map((specifier) => ({ path, specifier })));
  const outside = imports.filter(({ specifier }) => !specifier.startsWith(".") && !specifier.startsWith("node:"));

  test("has no relative import that leaves it", () => {
    const leaving = imports.filter(
      ({ path, specifier }) =>
        specifier.startsWith(".") && relative(folder, join(dirname(path), specifier)).startsWith(".."),
    );
    expect(leaving).toEqual([]);
  });

  // What is true of two methods is tested where all are known: in cli.
  if (kind === "method") {
    test("has no test that knows another method", () => {
      const strangers = tests.flatMap(({ path, text }) =>
        importsOf(text).filter((specifier) => {
          if (specifier.startsWith(".")) return relative(folder, join(dirname(path), specifier)).startsWith("..");
          const known = packages.find((candidate) => candidate.name === packageName(specifier));
          return known?.kind === "method" && known.name !== name;
        }),
      );
      expect(strangers).toEqual([]);
    });
  }

  test("declares what it imports", () => {
    const undeclared = outside.filter(({ specifier }) => !dependencies.includes(packageName(specifier)));
    expect(undeclared.filter(({ specifier }) => packageName(specifier) !== name)).toEqual([]);
  });

  test("knows only the packages that it may know", () => {
    const strangers = outside.filter(({ specifier }) => {
      const known = packages.find((candidate) => candidate.name === packageName(specifier));
      return known !== undefined && known.name !== name && !arrows[kind]?.includes(known.kind);
    });
    expect(strangers).toEqual([]);
    const declared = packages.filter((candidate) => dependencies.includes(candidate.name));
    expect(declared.filter((known) => !arrows[kind]?.includes(known.kind)).map((known) => known.name)).toEqual([]);
  });
});

test.each(packages.filter(({ kind }) => shared.includes(kind)))("$folder names no method", ({ sources }) => {
  const named = sources.flatMap(({ path, text }) => {
    // Comments may give examples.
    const { code } = transformSync(text, { loader: "ts", minifyWhitespace: true, legalComments: "none" });
    const strings = [...code.matchAll(/(["'`])((?:\\.|(?!\1).)*)\1/g)].map(([, , string]) => string ?? "");
    return strings
      .filter((string) => methodNames.some((method) => string === method || string.startsWith(`${method}/`)))
      .map((string) => `${path}: ${string}`);
  });
  expect(named).toEqual([]);
});

test("every installed package has one exact version, the same wherever it is used", () => {
  const workspace = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const uses = [{ folder: ".", declared: workspace.devDependencies as Record<string, string> }, ...packages].flatMap(
    ({ folder, declared }) => Object.entries(declared).map(([name, version]) => ({ folder, name, version })),
  );
  const ours = new Set(packages.map(({ name }) => name));
  const theirs = uses.filter(({ name }) => !ours.has(name));
  expect(theirs.filter(({ version }) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  const versions = new Map(theirs.map(({ name, version }) => [name, version]));
  expect(theirs.filter(({ name, version }) => versions.get(name) !== version)).toEqual([]);
});
