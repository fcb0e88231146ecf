import { Command } from "commander";
import { claimsTable } from "../claims-table.ts";
import { type Selection, selectionOptions } from "../selection.ts";
import { openSession, renderSuite, reportInput } from "../session.ts";

export function reportCommand(): Command {
  return selectionOptions(new Command("report"))
    .description("Render the suite's page from the ledger, without training.")
    .option("--json", "what the page shows, as JSON, instead of the page")
    .addHelpText("after", "\nExamples:\n  qat-bench report --suite smoke\n  qat-bench report --suite smoke --json")
    .action(async (options: Selection & { json?: boolean }) => {
      const session = await openSession(options);
      if (options.json) {
        const { viewModel } = await import("qat-report");
        process.stdout.write(`${JSON.stringify(viewModel(await reportInput(session)), null, 1)}\n`);
        return;
      }
      const { page, claims } = await renderSuite(session);
      process.stdout.write(`${claims === null ? "" : `${claimsTable(claims)}\n`}report: ${page}\n`);
    });
}
