import { type CellRecord, describeCell } from "qat-ledger";
import type { PlannedCell } from "../input.ts";
import { type Comparison, isCompleted } from "./comparison.ts";
import { formatCount, formatSeconds } from "./format.ts";
import type { Naming } from "./naming.ts";
import { cellId, incompleteId, outcomeWord } from "./outcome.ts";
import type { IncompleteView } from "./types.ts";

/** Every planned cell without a score, with its reason: nothing vanishes. */
export function viewIncomplete(comparisons: readonly Comparison[], { suitePage }: Naming): IncompleteView[] {
  return comparisons.flatMap((comparison) =>
    comparison.cells
      .filter((planned) => !isCompleted(planned))
      .map((planned) => ({
        id: incompleteId(planned),
        word: outcomeWord(planned),
        cell: describeCell(planned.cell),
        where: comparison.subtitle,
        reason: reasonOf(planned),
        evidence: evidenceOf(planned.record).filter(({ text }) => text.trim() !== ""),
        href: `${suitePage}#${cellId(planned)}`,
      })),
  );
}

function reasonOf({ record }: PlannedCell): string {
  switch (record?.status) {
    case undefined:
      return "Planned, but it has no record yet.";
    case "completed":
      return "";
    case "diverged":
      return `${record.reason} (at step ${formatCount(record.step)})`;
    case "failed":
      return `${record.reason} (stage: ${record.stage})`;
    case "timed-out":
      return `${record.reason} (limit: ${formatSeconds(record.limitSeconds)})`;
    case "disqualified":
    case "skipped":
      return record.reason;
    default:
      return record satisfies never;
  }
}

function evidenceOf(record: CellRecord | null): { title: string; text: string }[] {
  switch (record?.status) {
    case "diverged":
    case "timed-out":
      return [{ title: "Detail", text: record.detail }];
    case "failed":
      return [
        { title: "Detail", text: record.detail },
        { title: "End of its log", text: record.log },
      ];
    case "disqualified":
      return [{ title: "Proof", text: record.proof.join("\n") }];
    default:
      return [];
  }
}
