import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { type Decision, decideClaims } from "qat-claims";
import { type CellRecord, type Ledger, openLedger } from "qat-ledger";
import type { ClaimsView, ReportInput } from "qat-report";
import {
  type Definitions,
  findWorkspace,
  loadDefinitions,
  loadSuite,
  type Plan,
  type PlannedCell,
  type Provenance,
  planSuite,
  provenance,
  type Suite,
  type Workspace,
} from "qat-runner";
import { describedMethods, describedTasks } from "./described.ts";
import { changedSuite, type Selection, selectCells } from "./selection.ts";

/** What most commands work with: a suite, planned in this checkout, and its ledger. */
export interface Session {
  readonly workspace: Workspace;
  readonly definitions: Definitions;
  readonly suite: Suite;
  /** Every cell of the suite. */
  readonly whole: Plan;
  /** The cells that the command line selected. */
  readonly plan: Plan;
  readonly ledger: Ledger;
  readonly provenance: Provenance;
}

/** Opens the checkout around the working directory and plans a suite in it. */
export async function openSession(selection: Selection): Promise<Session> {
  const workspace = findWorkspace(process.cwd());
  const suite = changedSuite(await loadSuite(workspace, selection.suite), selection);
  const definitions = await loadDefinitions(workspace);
  const [whole, sources, ledger] = await Promise.all([
    planSuite(workspace, suite, definitions),
    provenance(workspace),
    openLedger(selection.ledger ?? join(workspace.reports, "ledger"), (message) =>
      process.stderr.write(`${message}\n`),
    ),
  ]);
  const plan = selectCells(whole, selection, definitions);
  return { workspace, definitions, suite, whole, plan, ledger, provenance: sources };
}

/** Notes what a run covered. */
export async function noteManifest({ plan, suite, ledger, provenance: sources }: Session): Promise<void> {
  const at = new Date().toISOString();
  await ledger.writeManifest({
    version: 1,
    id: `${at.replaceAll(":", "-")}-${randomBytes(3).toString("hex")}`,
    at,
    suite: suite.name,
    commit: sources.commit,
    dirty: sources.dirty,
    dirtyHash: sources.dirtyHash,
    keys: plan.cells.map(({ key }) => key),
  });
}

/**
 * Loads what renders the report: before cells run, because Ctrl-C reaches the process that compiles sources too, and
 * nothing loads after it.
 */
export async function loadReport(): Promise<void> {
  await import("qat-report");
}

/** What was rendered: the page's path, and what the suite's claims came to, for people (null without any) and machines. */
export interface Rendered {
  readonly page: string;
  readonly claims: ClaimsView | null;
  readonly decisions: readonly Decision[];
}

/** Renders the whole suite from the ledger, also where only a part of it was run. */
export async function renderSuite(session: Session): Promise<Rendered> {
  // Plotting takes long to load, and most commands do not plot.
  const { viewClaims, writeReport } = await import("qat-report");
  const input = await reportInput(session);
  const page = await writeReport(join(session.workspace.reports, session.suite.name), input);
  return { page, claims: viewClaims(input), decisions: decideClaims(session.suite.claims, input.cells) };
}

export async function reportInput({
  suite,
  definitions,
  whole,
  ledger,
  provenance: sources,
}: Session): Promise<ReportInput> {
  const records = await Promise.all(whole.cells.map(({ key }) => ledger.read(key)));
  const compared = new Set(whole.cells.map(({ cell }) => cell.variant));
  return {
    suite: {
      name: suite.name,
      title: suite.title,
      description: suite.description,
      reference: suite.reference,
      claims: suite.claims,
      published: suite.published,
    },
    methods: describedMethods(definitions, suite.track).filter(({ variant }) => compared.has(variant)),
    tasks: describedTasks(definitions),
    cells: whole.cells.map((planned, i) => ({
      cell: planned.cell,
      key: planned.key,
      record: records[i] ?? null,
      command: commandOf(suite, planned),
    })),
    git: {
      commit: sources.commit,
      dirty: sources.dirty,
      ...(sources.committedAt === undefined ? {} : { committedAt: sources.committedAt }),
      ...(sources.subject === undefined ? {} : { subject: sources.subject }),
    },
    generatedAt: new Date().toISOString(),
  };
}

/** The command that runs one cell again. */
export function commandOf(suite: Pick<Suite, "name">, { cell }: Pick<PlannedCell, "cell">): string {
  const { variant, task, precision, seed, device, budget } = cell;
  return `npm run qat-bench -- run --suite ${suite.name} --variant ${variant} --task ${task} --precision ${precision} --seed ${seed} --device ${device} --budget ${budget} --again`;
}

/** Whether a cell did not come to what was asked of it. */
export function didFail(record: CellRecord): boolean {
  return record.status !== "completed" && record.status !== "skipped";
}
