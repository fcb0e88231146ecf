import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Command } from "commander";
import { InputError } from "qat-core";
import { readCalibration } from "qat-gate/calibration";
import { type LedgerContents, readLedger } from "qat-ledger";
import { findWorkspace, loadDefinitions, type Workspace } from "qat-runner";
import { address } from "../address.ts";
import { describedMethods, describedTasks } from "../described.ts";
import { ledgerToRead } from "../ledger/folder.ts";
import { showPages } from "../page-progress.ts";
import { collect } from "../selection.ts";
import { commandOf } from "../session.ts";

interface PublishOptions {
  readonly ledger?: readonly string[];
  readonly out?: string;
  readonly repository?: string;
  readonly json?: boolean;
}

export function publishCommand(): Command {
  return new Command("publish")
    .description("Render ledgers as a static site: the leaderboard, history, and a page a method, cell and device.")
    .option("--ledger <folder>", "where records are kept (repeatable; default: reports/ledger)", collect)
    .option("--out <folder>", "where the site goes, in place of the one before (default: reports/site)")
    .option("--repository <address>", "where commits can be looked at, as https://github.com/owner/name", address)
    .option("--json", "what was written, as JSON")
    .addHelpText(
      "after",
      `
Examples:
  qat-bench publish                                            reports/site/index.html, which opens from disk
  qat-bench publish --ledger reports/ledger --ledger /mnt/gpu/reports/ledger
  qat-bench publish --out /tmp/site --repository https://github.com/owner/name

Several ledgers are joined in memory; nothing is written to them. A record that cannot be read, or that contradicts
another ledger's, is left out of every page and said there.`,
    )
    .action(publish);
}

async function publish({ ledger = [], out, repository, json }: PublishOptions): Promise<void> {
  // Plotting takes long to load, and most commands do not plot.
  const { isReplaceable, joinLedgers, renderSite, writeSite } = await import("qat-site");
  const workspace = findWorkspace(process.cwd());
  const folder = out ?? join(workspace.reports, "site");
  if (!(await isReplaceable(folder))) {
    throw new InputError(`${folder} holds something else than a site, which would be lost`, {
      allowed: "a folder that is missing or empty, or that a site was published to",
      remedy: "name another with --out",
    });
  }
  const leftOut: string[] = [];
  const ledgers = new Map<string, LedgerContents>();
  for (const named of ledger.length === 0 ? [undefined] : ledger) {
    const from = ledgerToRead(named);
    ledgers.set(from, await readLedger(from, (message) => void leftOut.push(message)));
  }
  const { records, manifests, conflicts } = joinLedgers(ledgers);
  leftOut.push(...conflicts);
  for (const line of leftOut) process.stderr.write(`${line}\n`);
  const definitions = await loadDefinitions(workspace);
  const calibration = await knownCalibration(workspace);
  const progress = showPages(process.stderr);
  let pages = 0;
  const files = renderSite(
    {
      ...{ records, manifests, leftOut, repository: repository ?? null, calibration },
      methods: describedMethods(definitions, "controlled"),
      tasks: describedTasks(definitions),
      commandOf: (cell, suite) => commandOf({ name: suite }, { cell }),
      rules: await readFile(join(workspace.root, "docs/RULES.md"), "utf8"),
      generatedAt: new Date().toISOString(),
    },
    ({ done, total }) => {
      pages = total;
      progress.show(done, total);
    },
  );
  const bytes = await writeSite(folder, files);
  progress.end();
  const page = join(folder, "index.html");
  const summary = { page, pages, bytes, records: records.size, leftOut };
  process.stdout.write(
    json ? `${JSON.stringify(summary, null, 1)}\n` : `${records.size} records, ${pages} pages: ${page}\n`,
  );
}

/** What was calibrated here; where nothing was, what the repository keeps. */
async function knownCalibration({ reports, root }: Workspace) {
  const file = "gate-calibration.json";
  return (await readCalibration(join(reports, file))) ?? readCalibration(join(root, "docs", file));
}
