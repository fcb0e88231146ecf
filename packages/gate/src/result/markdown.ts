import { conclusionOf } from "./conclusion.ts";
import type { ComparisonResult, GateResult } from "./gate-result.ts";
import { touchedBy } from "./touched.ts";
import {
  becauseText,
  detectableText,
  differenceText,
  headline,
  notesOf,
  seedsText,
  sideText,
  taskWord,
  verdictWord,
} from "./words.ts";

/** The first line of every comment of one suite's gate: by it the comment is found, to be updated in place. */
export function markerOf(suite: string): string {
  return `<!-- qat-bench gate ${suite} -->`;
}

/** A result as a comment on a pull request. */
export function markdownOf(result: GateResult): string {
  const { comparisons, suite, base, head } = result;
  const compared = comparisons.filter(({ verdict }) => verdict.kind !== "unchanged");
  const sections = [
    markerOf(suite),
    `### ${icons[conclusionOf(result)]} ${escaped(headline(result))}`,
    `Suite \`${suite}\`, ${escaped(sideText(head))} against ${escaped(sideText(base))}.`,
    ...(compared.length === 0
      ? ["No cell of the suite can have changed: nothing was trained."]
      : [comparisonTable(compared)]),
    ...(result.tasks.length === 0 ? [] : [taskTable(result)]),
    ...noteList(compared),
    touchedSection(result),
    ruleSection(result),
  ];
  return `${sections.join("\n\n")}\n`;
}

const icons = { regression: "❌", inconclusive: "❔", passed: "✅" } as const;

function comparisonTable(comparisons: readonly ComparisonResult[]): string {
  const head = ["variant", "task", "precision", "verdict", "difference (better is +)", "seeds", "detectable"];
  const rows = comparisons.map((each) => {
    const unit = each.metric?.marginIn ?? "points";
    const { variant, task, precision } = each.cell;
    const numbers = [differenceText(each.verdict, unit), seedsText(each), detectableText(each.verdict, unit)];
    return [variant, task, precision, `**${verdictWord(each)}**`, ...numbers];
  });
  return table(head, rows);
}

function taskTable({ tasks }: GateResult): string {
  const rows = tasks.map((each) => [
    each.task,
    `**${taskWord(each)}**`,
    differenceText(each.verdict, each.marginIn),
    "difference" in each.verdict ? String(each.verdict.difference.count) : "",
    detectableText(each.verdict, each.marginIn),
  ]);
  return `The mean over all changed comparisons of a task:\n\n${table(["task", "verdict", "difference (better is +)", "seeds", "detectable"], rows)}`;
}

function noteList(comparisons: readonly ComparisonResult[]): string[] {
  const lines = comparisons.flatMap((each) => {
    const { variant, task, precision } = each.cell;
    return notesOf(each).map((note) => `- \`${variant} ${task} ${precision}\`: ${escaped(note)}`);
  });
  return lines.length === 0 ? [] : [lines.join("\n")];
}

function touchedSection(result: GateResult): string {
  const { trained, withoutEffect, elsewhere } = touchedBy(result);
  const lines = trained.map((each) => `- \`${each.id}\`: ${escaped(becauseText(each))}`);
  if (withoutEffect.length > 0) {
    lines.push(
      `- comments, types or layout alone, so that no cell depends on it: ${escaped(withoutEffect.join(", "))}`,
    );
  }
  if (elsewhere !== null && elsewhere > 0) lines.push(`- changed files that no cell runs: ${elsewhere}`);
  const listed = lines.length === 0 ? "Nothing that changed reaches a cell." : lines.join("\n");
  return `<details><summary>What the change touches, and why</summary>\n\n${listed}\n\n</details>`;
}

function ruleSection({ alpha, margin, effort }: GateResult): string {
  const share = `${Number((100 * alpha).toPrecision(3))} %`;
  const looks = effort.counts.length === 0 ? "" : ` Looked at after ${effort.counts.join(", ")} seeds.`;
  return [
    "<details><summary>How it is decided</summary>\n",
    `A verdict is read from the interval of the mean difference, paired by seed: all inside ± ${margin} is *equivalent*, all below 0 *regression*, all above *improvement*, else *inconclusive*. At most ${share} of gates give any wrong verdict. *Detectable* is what nine of ten such samples would have shown.${looks}`,
    `${effort.trained} cells trained, ${effort.reused} reused from the ledger, ${Math.round(effort.spentSeconds)} s of ${Math.round(effort.budgetSeconds)} s.`,
    "\n</details>",
  ].join("\n");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => escapedCell(cell)).join(" | ")} |`;
  return [line(head), `|${head.map(() => " --- ").join("|")}|`, ...rows.map(line)].join("\n");
}

/** Text of others (reasons, file and branch names) neither formats the comment, nor opens tags, nor mentions anybody. */
function escaped(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/[\\`*_[\]<>|]/g, (character) => (character === "<" ? "&lt;" : `\\${character}`))
    .replaceAll("@", "@\u200b");
}

function escapedCell(text: string): string {
  return text.replaceAll("|", "\\|");
}
