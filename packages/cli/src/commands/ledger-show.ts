import { Command } from "commander";
import { cellId, historyOf, type Manifest, readLedger } from "qat-ledger";
import { type Choice, chooseRecords } from "../ledger/choose.ts";
import { ledgerToRead } from "../ledger/folder.ts";
import { commandFor, recordPage } from "../ledger/record-page.ts";
import { historyRows, historyTables, recordTable } from "../ledger/record-tables.ts";
import { collect, collectSeeds } from "../selection.ts";

interface ShowOptions extends Choice {
  readonly history?: boolean;
  readonly ledger?: string;
  readonly json?: boolean;
}

export function ledgerShowCommand(): Command {
  return new Command("show")
    .description("Show the record that is chosen; of several, a table.")
    .argument("[key]", "the beginning of a key")
    .option("--suite <name>", "only what runs of this suite covered")
    .option("--variant <pattern>", "only these: ste, ste/lsq, 'ste/*' (repeatable)", collect)
    .option("--task <name>", "only these tasks (repeatable)", collect)
    .option("--precision <name>", "only these precisions, as w2a32 (repeatable)", collect)
    .option("--seed <number>", "only these seeds (repeatable)", collectSeeds)
    .option("--device <name>", "only what trained there: native, wasm or webgpu")
    .option("--history", "what each run found of the chosen cells, oldest first, whatever their keys were")
    .option("--ledger <folder>", "where records are kept (default: reports/ledger)")
    .option("--json", "the records as JSON, with suites and the command that repeats each; or histories")
    .addHelpText(
      "after",
      `
Examples:
  qat-bench ledger show                                         everything, a line each
  qat-bench ledger show 3444d79                                 one record as a page
  qat-bench ledger show --variant ste --precision w2a32 --seed 1
  qat-bench ledger show --suite smoke --variant 'ste/*' --history`,
    )
    .action(show);
}

async function show(key: string | undefined, options: ShowOptions): Promise<void> {
  const contents = await readLedger(ledgerToRead(options.ledger), (message) => process.stderr.write(`${message}\n`));
  const { records, manifests } = chooseRecords(contents, key, options);
  if (options.history) {
    const cells = new Set(records.map(({ cell }) => cellId(cell)));
    const histories = historyOf(manifests, contents.records).filter(({ cell }) => cells.has(cellId(cell)));
    print(options.json ? JSON.stringify(historyRows(histories), null, 1) : historyText(histories, manifests, contents));
    return;
  }
  const runsOf = (of: string): Manifest[] => contents.manifests.filter(({ keys }) => keys.includes(of));
  if (options.json) {
    const rows = records.map((record) => {
      const runs = runsOf(record.key);
      return { suites: [...new Set(runs.map(({ suite }) => suite))], command: commandFor(record, runs), record };
    });
    print(JSON.stringify(rows, null, 1));
    return;
  }
  const [first, ...others] = records;
  print(first && others.length === 0 ? recordPage(first, runsOf(first.key)) : recordTable(records));
}

/** Histories in the terminal, and what cannot be told of: keys whose records are not there say no cell. */
function historyText(
  histories: ReturnType<typeof historyOf>,
  manifests: readonly Manifest[],
  { records }: Awaited<ReturnType<typeof readLedger>>,
): string {
  const missing = new Set(manifests.flatMap(({ keys }) => keys.filter((key) => !records.has(key)))).size;
  return [
    histories.length === 0 ? "no run of this ledger names these cells" : historyTables(histories),
    ...(missing === 0
      ? []
      : [
          `keys of these runs without a record, which may be of these cells: ${missing} (qat-bench ledger check names them)`,
        ]),
  ].join("\n\n");
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
