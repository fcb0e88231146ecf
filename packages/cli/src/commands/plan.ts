import { Command } from "commander";
import type { CellRecord } from "qat-ledger";
import type { PlannedCell } from "qat-runner";
import { missingDatasets } from "../provide-data.ts";
import { type Selection, selectionOptions, shardOption } from "../selection.ts";
import { openSession, type Session } from "../session.ts";
import { textTable } from "../text-table.ts";

export function planCommand(): Command {
  return shardOption(selectionOptions(new Command("plan")))
    .description("Say what a run would do: each cell, whether it is cached, and why not.")
    .option("--json", "the plan as JSON")
    .addHelpText(
      "after",
      `
Examples:
  qat-bench plan --suite smoke
  qat-bench plan --variant 'ste/*' --json`,
    )
    .action(async (options: Selection & { json?: boolean }) => {
      await printPlan(await openSession(options), options.json ?? false);
    });
}

/** Prints a session's plan: a table, or JSON. */
export async function printPlan({ plan, ledger, suite, definitions }: Session, json: boolean): Promise<void> {
  const records = await Promise.all(plan.cells.map(({ key }) => ledger.read(key)));
  const fates = plan.cells.map((planned, i) => fateOf(planned, records[i] ?? null));
  if (json) {
    const cells = plan.cells.map(({ cell, key, keyParts, needs }, i) => ({ cell, key, keyParts, needs, ...fates[i] }));
    process.stdout.write(`${JSON.stringify({ suite: suite.name, cells }, null, 1)}\n`);
    return;
  }
  const rows = plan.cells.map(({ cell, key }, i) => [
    cell.variant,
    cell.task,
    cell.precision,
    String(cell.seed),
    cell.device,
    key.slice(0, 8),
    [fates[i]?.fate, fates[i]?.reason].filter(Boolean).join(": "),
  ]);
  const runs = fates.filter(({ fate }) => fate === "runs" || fate === "runs again").length;
  process.stdout.write(
    `${textTable(["variant", "task", "precision", "seed", "device", "key", "what happens"], rows)}\n`,
  );
  process.stdout.write(`${plan.cells.length} cells, ${runs} to run\n`);
  for (const { data } of missingDatasets(plan, definitions)) {
    process.stdout.write(`${data.name} is not here, and keys depend on it: ${data.remedy()}\n`);
  }
}

/** What a run would do with a cell. */
function fateOf({ skip, broken }: PlannedCell, record: CellRecord | null): { fate: string; reason?: string } {
  if (skip !== undefined) return { fate: "skipped", reason: skip };
  if (record?.status === "failed" || record?.status === "timed-out")
    return { fate: "runs again", reason: record.reason };
  if (record) return { fate: "cached", reason: record.status };
  return broken === undefined ? { fate: "runs" } : { fate: "fails", reason: broken };
}
