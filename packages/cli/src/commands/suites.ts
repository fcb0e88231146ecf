import { Command } from "commander";
import { findWorkspace, loadSuite, suiteNames } from "qat-runner";
import { textTable } from "../text-table.ts";

export function suitesCommand(): Command {
  return new Command("suites")
    .description("List the suites: the matrices that can be run.")
    .option("--json", "as JSON")
    .addHelpText("after", "\nExamples:\n  qat-bench suites\n  qat-bench suites --json")
    .action(async ({ json }: { json?: boolean }) => {
      const workspace = findWorkspace(process.cwd());
      const suites = await Promise.all(suiteNames(workspace).map((name) => loadSuite(workspace, name)));
      if (json) process.stdout.write(`${JSON.stringify(suites, null, 1)}\n`);
      else
        process.stdout.write(
          `${textTable(
            ["suite", "track", "title"],
            suites.map(({ name, track, title }) => [name, track, title]),
          )}\n`,
        );
    });
}
