/** `npx turbo gen method`: a package under packages/methods that trains, passes the conformance kit and lint, as it is. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { PlopTypes } from "@turbo/gen";
import { checkName, checkPaper, checkTitle, readPaper } from "./answers.ts";

/** Files of a method, by their templates; `rule` stands for its name. */
const files = [
  "package.json",
  "tsconfig.json",
  "README.md",
  "src/index.ts",
  "src/rule.ts",
  "test/conformance.test.ts",
  "test/rule.test.ts",
];

export default function generator(plop: PlopTypes.NodePlopAPI): void {
  const root = plop.getDestBasePath();
  const folder = "packages/methods/{{name}}";

  plop.setHelper("json", (value: unknown) => JSON.stringify(value));
  plop.setHelper("versionOf", (dependency: string) => versionOf(dependency, root));
  // A title may be longer than its line, and breaks where the formatter says.
  plop.setActionType("format", (answers) => {
    const path = `packages/methods/${answers.name}`;
    const biome = createRequire(join(root, "package.json")).resolve("@biomejs/biome/bin/biome");
    execFileSync(process.execPath, [biome, "check", "--write", "--error-on-warnings", path], {
      cwd: root,
      stdio: "pipe",
    });
    return path;
  });
  plop.setActionType("next", (answers, { command }) => plop.renderString(command, answers));

  const paper = {
    type: "input",
    name: "paper",
    message: "Paper, as `Authors: Title, year, arXiv id` (Enter for none)",
    validate: checkPaper,
    when: true,
  };
  plop.setGenerator("method", {
    description: "A quantization-aware-training method: a package under packages/methods",
    prompts: [
      {
        type: "input",
        name: "name",
        message: "Name of the method, its folder and its tables' rows, such as quant-noise",
        validate: (name: string) => checkName(name, root),
      },
      {
        type: "input",
        name: "title",
        message: 'Title, such as "Quantization noise"',
        validate: checkTitle,
        // Called where the title is an argument: then nothing more is asked.
        bypass(title: string) {
          paper.when = false;
          return title;
        },
      },
      paper,
    ],
    actions: (answers = {}) => [
      ...files.map((file) => ({
        type: "add",
        path: `${folder}/${file.replace("rule", "{{name}}")}`,
        templateFile: `templates/${file}.hbs`,
        data: { cited: readPaper(answers.paper ?? "") },
        abortOnFail: true,
      })),
      { type: "format" },
      ...["npm install", `npx vitest run ${folder}`, "npm run qat-bench -- run --variant {{name}} --budget 0.1"].map(
        (command) => ({ type: "next", command }),
      ),
    ],
  });
}

/** The one version of a package that the workspace uses. */
function versionOf(dependency: string, root: string): string {
  const manifest = JSON.parse(readFileSync(join(root, "packages/qat-core/package.json"), "utf8"));
  return manifest.dependencies[dependency];
}
