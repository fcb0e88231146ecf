import {
  becauseText,
  type Candidate,
  type ComparisonResult,
  detectableText,
  differenceText,
  type GateResult,
  headline,
  notesOf,
  type SideNamed,
  seedsText,
  sideText,
  taskWord,
  touchedBy,
  verdictWord,
} from "qat-gate";
import { textTable } from "../text-table.ts";

/** What a gate found, for the terminal. */
export function gateTables(result: GateResult): string {
  const { comparisons, tasks, effort } = result;
  const compared = comparisons.filter(({ verdict }) => verdict.kind !== "unchanged");
  const { withoutEffect, elsewhere } = touchedBy(result);
  return [
    sidesLine(result),
    ...(compared.length === 0
      ? ["no cell of the suite can have changed: nothing was trained"]
      : [comparisonTable(compared), ...compared.flatMap(linesOf)]),
    ...(tasks.length === 0 ? [] : [`\nmean over all changed comparisons of a task\n${taskTable(result)}`]),
    ...(withoutEffect.length === 0 ? [] : [`comments, types or layout alone: ${withoutEffect.join(", ")}`]),
    ...(elsewhere ? [`changed files that no cell runs: ${elsewhere}`] : []),
    `${effort.trained} cells trained, ${effort.reused} reused, ${Math.round(effort.spentSeconds)} s of ${Math.round(effort.budgetSeconds)} s`,
    headline(result),
  ].join("\n");
}

/** What a gate would train, for the terminal. */
export function touchedTable(
  candidates: readonly Candidate[],
  sides: { readonly base: SideNamed; readonly head: SideNamed },
): string {
  const rows = candidates.map(({ cell, fate, reasons }) => [
    cell.variant,
    cell.task,
    cell.precision,
    cell.device,
    fate.kind === "changed" ? "is trained" : fate.kind.replace("-", " "),
    "reason" in fate ? fate.reason : fate.kind === "changed" ? becauseText({ reasons }) : unchangedText(reasons.files),
  ]);
  const touched = candidates.filter(({ fate }) => fate.kind === "changed").length;
  return [
    sidesLine(sides),
    textTable(["variant", "task", "precision", "device", "what happens", "because"], rows),
    `${candidates.length} comparisons, ${touched} to train`,
  ].join("\n");
}

function unchangedText(files: readonly string[]): string {
  return files.length === 0 ? "" : `comments, types or layout alone: ${files.join(", ")}`;
}

function sidesLine({ head, base }: { readonly base: SideNamed; readonly head: SideNamed }): string {
  return `${sideText(head)} against ${sideText(base)}`;
}

function comparisonTable(comparisons: readonly ComparisonResult[]): string {
  const head = ["variant", "task", "precision", "device", "verdict", "difference (better is +)", "seeds", "detectable"];
  const rows = comparisons.map((each) => {
    const { variant, task, precision, device } = each.cell;
    const unit = each.metric?.marginIn ?? "points";
    const numbers = [differenceText(each.verdict, unit), seedsText(each), detectableText(each.verdict, unit)];
    return [variant, task, precision, device, verdictWord(each), ...numbers];
  });
  return textTable(head, rows);
}

function taskTable({ tasks }: GateResult): string {
  const rows = tasks.map((each) => [
    each.task,
    taskWord(each),
    differenceText(each.verdict, each.marginIn),
    detectableText(each.verdict, each.marginIn),
  ]);
  return textTable(["task", "verdict", "difference (better is +)", "detectable"], rows);
}

function linesOf(comparison: ComparisonResult): string[] {
  const because = becauseText(comparison);
  const notes = [...notesOf(comparison), ...(because === "" ? [] : [`because of ${because}`])];
  return notes.map((note) => `  ${comparison.id}: ${note}`);
}
