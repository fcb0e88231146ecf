import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { InputError } from "qat-core";
import { type ComparisonHistory, changesFeed, comparisonHistories, defaultAlpha } from "qat-history";
import { readLedger } from "qat-ledger";
import writeFileAtomic from "write-file-atomic";
import { address } from "../address.ts";
import { exitCodes } from "../exit-codes.ts";
import { changeList, historyTable, pointTable } from "../history/tables.ts";
import { type Choice, chooseRecords } from "../ledger/choose.ts";
import { ledgerToRead } from "../ledger/folder.ts";
import { collect } from "../selection.ts";

interface HistoryCommandOptions extends Omit<Choice, "seed"> {
  readonly alpha: number;
  readonly uncommitted?: boolean;
  readonly feed?: string;
  readonly site?: string;
  readonly repository?: string;
  readonly exitCode?: boolean;
  readonly ledger?: string;
  readonly json?: boolean;
}

export function historyCommand(): Command {
  return new Command("history")
    .description("Comparisons commit by commit: their means, drops and rises, and the last commit before each.")
    .option("--suite <name>", "only what runs of this suite covered")
    .option("--variant <pattern>", "only these: ste, ste/lsq, 'ste/*' (repeatable)", collect)
    .option("--task <name>", "only these tasks (repeatable)", collect)
    .option("--precision <name>", "only these precisions, as w2a32 (repeatable)", collect)
    .option("--device <name>", "only what trained there: native, wasm or webgpu")
    .option("--alpha <share>", "share of histories without a change that may show one", share, defaultAlpha)
    .option("--uncommitted", "also runs of sources that no commit holds")
    .option("--feed <file>", "write every change to an Atom feed")
    .option("--site <address>", "of the page that the feed belongs to", address)
    .option("--repository <address>", "where the feed's entries lead: to the commits between", address)
    .option("--exit-code", "end with 1 where the newest sources show a drop or a failure")
    .option("--ledger <folder>", "where records are kept (default: reports/ledger)")
    .option("--json", "the histories as JSON")
    .addHelpText(
      "after",
      `
Examples:
  qat-bench history                                     a line for each comparison, and every change
  qat-bench history --variant ste --precision w2a32     of one comparison, each of its commits too
  qat-bench history --suite nightly --feed feed.xml --repository https://github.com/owner/name

A point is what neighbouring commits found between which nothing changed that can matter. Runs with uncommitted changes
are left out unless --uncommitted is given.`,
    )
    .action(history);
}

async function history(options: HistoryCommandOptions): Promise<void> {
  const contents = await readLedger(ledgerToRead(options.ledger), (message) => process.stderr.write(`${message}\n`));
  const { records, manifests } = chooseRecords(contents, undefined, options);
  const { alpha, uncommitted = false, feed, site, repository } = options;
  const chosen = { records: new Map(records.map((record) => [record.key, record])), manifests };
  const histories = comparisonHistories(chosen, { alpha, uncommitted });
  if (feed !== undefined) {
    const addresses = { ...(site === undefined ? {} : { site }), ...(repository === undefined ? {} : { repository }) };
    await writeFeed(feed, changesFeed(histories, addresses));
  }
  process.stdout.write(
    `${options.json ? JSON.stringify({ alpha, histories }, null, 1) : historyText(histories, uncommitted)}\n`,
  );
  if (options.exitCode && histories.some(showsNewTrouble)) process.exitCode = exitCodes.failed;
}

function historyText(histories: readonly ComparisonHistory[], uncommitted: boolean): string {
  if (histories.length === 0) {
    return uncommitted
      ? "no run of this ledger names these cells"
      : "no run of a commit names these cells; --uncommitted shows runs of other sources";
  }
  const [only, ...others] = histories;
  return [
    historyTable(histories),
    ...(only && others.length === 0 ? [pointTable(only)] : []),
    changeList(histories),
  ].join("\n\n");
}

/** Whether the newest point is the one by which a drop or a failure had shown. */
function showsNewTrouble({ points, changes }: ComparisonHistory): boolean {
  return changes.some(({ kind, shownBy }) => (kind === "drop" || kind === "fails") && shownBy === points.length - 1);
}

async function writeFeed(path: string, xml: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFileAtomic(path, `${xml}\n`);
  } catch (cause) {
    throw new InputError(`the feed cannot be written to ${path}: ${(cause as Error).message}`, {
      remedy: "name a file in a folder that can be written",
      cause,
    });
  }
}

function share(value: string): number {
  const number = Number(value);
  if (!(number > 0 && number < 1)) throw new InvalidArgumentError("a share lies between 0 and 1, as 0.01.");
  return number;
}
