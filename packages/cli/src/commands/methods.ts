import { Command } from "commander";
import { findWorkspace, loadDefinitions } from "qat-runner";
import { textTable } from "../text-table.ts";

export function methodsCommand(): Command {
  return new Command("methods")
    .description("List the installed methods and their variants.")
    .option("--json", "as JSON")
    .addHelpText("after", "\nExamples:\n  qat-bench methods\n  qat-bench methods --json")
    .action(async ({ json }: { json?: boolean }) => {
      const { methods } = await loadDefinitions(findWorkspace(process.cwd()));
      const listed = methods.map((source) =>
        "broken" in source
          ? { name: source.name, broken: source.broken }
          : {
              name: source.name,
              title: source.definition.title,
              summary: source.definition.summary,
              paper: source.definition.paper,
              variants: Object.fromEntries(
                Object.entries(source.definition.variants).map(([name, { options, startsFrom }]) => [
                  name,
                  { options, startsFrom },
                ]),
              ),
            },
      );
      if (json) {
        process.stdout.write(`${JSON.stringify(listed, null, 1)}\n`);
        return;
      }
      const rows = listed.map((method) =>
        "broken" in method && method.broken !== undefined
          ? [method.name, `does not load: ${method.broken}`, "", ""]
          : [method.name, method.title ?? "", Object.keys(method.variants ?? {}).join(", "), method.paper?.arxiv ?? ""],
      );
      process.stdout.write(`${textTable(["method", "title", "variants", "arXiv"], rows)}\n`);
    });
}
