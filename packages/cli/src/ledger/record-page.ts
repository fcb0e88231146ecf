import { type CellRecord, describeCell, type Manifest } from "qat-ledger";
import { describeValue, recordFacts, recordTables } from "qat-report/record";
import { commandOf } from "../session.ts";
import { textTable } from "../text-table.ts";

/** Everything that one record says, in the terminal. @param runs that named it, oldest first */
export function recordPage(record: CellRecord, runs: readonly Manifest[]): string {
  const { cell, key, engine, hardware, provenance } = record;
  const facts = [
    ["Key", key],
    ["Cell", `${cell.track}, budget ${cell.budget}, trained on ${cell.trainOn}, ${cell.device}`],
    ...recordFacts(record).map(({ term, value, full }) => [term, full ?? value]),
    ...(provenance.dirtyHash === null ? [] : [["Changes against the commit", provenance.dirtyHash]]),
    [
      "Engine",
      Object.entries(engine)
        .map(([name, value]) => `${name} ${value}`)
        .join(", "),
    ],
    ["Hardware", `${hardware.cpu}, ${hardware.cores} cores, ${hardware.platform}, node ${hardware.node}`],
    [
      "Runs",
      runs.length === 0 ? "none that the ledger knows" : runs.map(({ suite, at }) => `${suite} ${at}`).join(", "),
    ],
  ];
  const width = Math.max(...facts.map(([term = ""]) => term.length));
  return [
    `${describeCell(cell)}: ${resultOf(record)}`,
    ...(record.status === "completed" ? [] : [whyOf(record)]),
    facts.map(([term = "", value]) => `${term.padEnd(width)}  ${value}`).join("\n"),
    ...recordTables(record).map(
      ({ caption, columns, rows }) =>
        `${caption}\n${textTable(
          columns,
          rows.map(({ head, values }) => [head, ...values]),
        )}`,
    ),
    commandsFor(record, runs),
  ].join("\n\n");
}

/** `completed, 97.50 %`, or how it ended otherwise. */
export function resultOf(record: CellRecord): string {
  return record.status === "completed"
    ? `completed, ${describeValue(record.metric.value, record.metric)}`
    : record.status;
}

/** The command that runs a record's cell again; null where no run says what suite it is of. */
export function commandFor({ cell }: CellRecord, runs: readonly Manifest[]): string | null {
  const suite = runs.at(-1)?.suite;
  return suite === undefined ? null : commandOf({ name: suite }, { cell });
}

function whyOf(record: Exclude<CellRecord, { status: "completed" }>): string {
  const parts = [
    "stage" in record ? `in stage ${record.stage}: ${record.reason}` : record.reason,
    "detail" in record ? record.detail : "",
    "proof" in record ? record.proof.join("\n") : "",
    "log" in record ? record.log : "",
  ];
  return parts.filter((part) => part.trim() !== "").join("\n");
}

function commandsFor(record: CellRecord, runs: readonly Manifest[]): string {
  const { commit, dirty } = record.provenance;
  const command = commandFor(record, runs);
  if (command === null) return "no run names it, so that its suite, and the command to repeat it, are not known";
  const changes = dirty ? " (and the changes against it, which no commit holds)" : "";
  const sources =
    commit === null ? "in the sources that it was made from, which are of no commit" : `at ${commit}${changes}`;
  return `to repeat it, ${sources}:\n  ${command}`;
}
