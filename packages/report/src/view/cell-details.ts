import { describeCell } from "qat-ledger";
import { type Comparison, isCompleted } from "./comparison.ts";
import { describeValue } from "./metric.ts";
import type { Naming } from "./naming.ts";
import { cellId, outcomeWord } from "./outcome.ts";
import { type Fact, recordFacts, recordTables } from "./record-facts.ts";
import type { ReportView } from "./types.ts";

/** Everything that a record holds about each planned cell, and how to run it again. */
export function viewCells(comparisons: readonly Comparison[], naming: Naming): ReportView["cells"] {
  return comparisons.map((comparison) => ({
    title: `${comparison.title}, ${comparison.subtitle}`,
    cells: comparison.cells.map((planned) => ({
      id: cellId(planned),
      name: describeCell(planned.cell),
      swatch: naming.styles.of(planned.cell.variant).id,
      status: outcomeWord(planned),
      completed: isCompleted(planned),
      result: isCompleted(planned) ? describeValue(planned.record.metric.value, planned.record.metric) : null,
      facts: [...(planned.record === null ? [] : recordFacts(planned.record)), keyFact(planned.key)],
      tables: planned.record === null ? [] : recordTables(planned.record),
      command: planned.command,
    })),
  }));
}

function keyFact(key: string): Fact {
  return { term: "Key", value: key, full: null, code: true };
}
