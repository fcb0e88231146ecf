import type { Unit } from "../train/outcome.ts";
import { type Conclusion, conclusionOf } from "./conclusion.ts";
import type { ComparisonResult, GateResult, GateVerdict, SideNamed, TaskResult } from "./gate-result.ts";

/** One line for people: what the gate comes to, tasks whose mean is worse, and how many comparisons came to what. */
export function headline(result: GateResult): string {
  const means = result.tasks.filter(({ verdict, accepted }) => verdict.kind === "regression" && !accepted);
  const found = [...means.map(({ task }) => `mean over ${task}`), tally(result.comparisons)];
  return `${conclusionWords[conclusionOf(result)]}: ${found.join(", ")}`;
}

const conclusionWords: Readonly<Record<Conclusion, string>> = {
  regression: "Regression",
  inconclusive: "Inconclusive",
  passed: "No regression",
};

/** What a verdict is called. */
export function verdictWord({ verdict, acceptance }: Pick<ComparisonResult, "verdict" | "acceptance">): string {
  if (verdict.kind === "regression" && acceptance?.state === "accepted") return "accepted regression";
  return word(verdict);
}

function word(verdict: GateVerdict): string {
  switch (verdict.kind) {
    case "identical":
      return "bit-identical";
    case "untrained":
      return "not trained";
    case "not-comparable":
      return "not comparable";
    default:
      return verdict.kind;
  }
}

/** `−1.20 pp (−1.90 to −0.50)`, above 0 better; nothing where nothing was measured. */
export function differenceText(verdict: GateVerdict, unit: Unit): string {
  if (!("difference" in verdict)) return "";
  const { estimate, low, high } = verdict.difference;
  return `${signed(estimate)} ${shortUnit(unit)} (${signed(low)} to ${signed(high)})`;
}

/** The smallest difference that would have been seen: `0.80 pp`. */
export function detectableText(verdict: GateVerdict, unit: Unit): string {
  return "detectable" in verdict ? `${verdict.detectable.toFixed(2)} ${shortUnit(unit)}` : "";
}

/** How many seeds a verdict rests on. */
export function seedsText({ verdict, seeds }: Pick<ComparisonResult, "verdict" | "seeds">): string {
  if ("difference" in verdict) return String(verdict.difference.count);
  if (verdict.kind === "identical") return String(verdict.seeds);
  return seeds.length === 0 ? "" : String(seeds.length);
}

/** What else is to be said of a comparison: why it failed, what was accepted, what other looks show, how long head takes. */
export function notesOf({ verdict, acceptance, metric, seeds, bootstrap, time }: ComparisonResult): string[] {
  const notes: string[] = [];
  if (verdict.kind === "failed") notes.push(`seed ${verdict.seed}: ${verdict.reason}`);
  if (verdict.kind === "not-comparable") notes.push(verdict.reason);
  if (verdict.kind === "untrained") notes.push("the budget ended before it had two seeds");
  if (acceptance) notes.push(acceptanceText(acceptance));
  if (bootstrap && "difference" in verdict && sideOf(bootstrap) !== sideOf(verdict.difference)) {
    const unit = shortUnit(metric?.marginIn ?? "points");
    notes.push(`the bootstrap's interval is another: ${signed(bootstrap.low)} to ${signed(bootstrap.high)} ${unit}`);
  }
  const [first] = seeds;
  if (first?.byExample && ["regression", "inconclusive", "untrained"].includes(verdict.kind)) {
    const { onlyBase, onlyHead, p } = first.byExample;
    const chance = p < 0.001 ? "p < 0.001" : `p = ${p.toPrecision(2)}`;
    notes.push(
      `of seed ${first.seed}'s test examples ${onlyBase} are right at base alone, ${onlyHead} at head alone (McNemar, ${chance})`,
    );
  }
  if (time && "ratio" in time) {
    notes.push(`training time × ${time.ratio.toFixed(2)} (${time.low.toFixed(2)} to ${time.high.toFixed(2)})`);
  } else if (time && verdict.kind !== "identical") notes.push(`training time not compared: ${time.notCompared}`);
  return notes;
}

/** On which side of 0 an interval lies; 0 where 0 is in it. */
function sideOf({ low, high }: { readonly low: number; readonly high: number }): number {
  return low > 0 ? 1 : high < 0 ? -1 : 0;
}

function acceptanceText({ entry, state }: NonNullable<ComparisonResult["acceptance"]>): string {
  if (state === "expired") return `was accepted until ${entry.expires}: ${entry.reason}`;
  if (state === "worse") return `more than the accepted loss of ${entry.worst}: ${entry.reason}`;
  return `accepted until ${entry.expires}: ${entry.reason}`;
}

/** A change of much shared code would fill a comment with its files. */
const mostFiles = 8;

/** Why a comparison was made: changed files first, the first few of many, and what else its key says. */
export function becauseText({ reasons: { files, parts } }: Pick<ComparisonResult, "reasons">): string {
  const more = [
    ...(parts.includes("packages") ? ["packages that it imports (package-lock.json)"] : []),
    ...(parts.includes("start") ? ["the float network that it starts from"] : []),
    ...(parts.includes("program") && files.length === 0 ? ["its program"] : []),
  ];
  const rest = files.length > mostFiles ? [`${files.length - mostFiles} more files`] : [];
  return [...files.slice(0, mostFiles), ...rest, ...more].join(", ");
}

/** What the mean over a task's comparisons came to. */
export function taskWord({ verdict, accepted }: TaskResult): string {
  return accepted ? "regression, with accepted ones in it" : word(verdict);
}

/** `main (a1b2c3d)`, `this checkout (a1b2c3d with changes)`, `the ledger reports/ledger`. */
export function sideText(side: SideNamed): string {
  if (side.kind === "ledger") return `the ledger ${side.folder}`;
  const { name, commit, dirty } = side;
  if (commit === null) return name;
  const short = commit.slice(0, 7);
  const sources = `${short}${dirty ? " with changes" : ""}`;
  return commit.startsWith(name) ? sources : `${name} (${sources})`;
}

/** `1 regression, 3 unchanged`, the worst first. */
function tally(comparisons: readonly ComparisonResult[]): string {
  const order = [
    "regression",
    "failed",
    "accepted regression",
    "inconclusive",
    "not trained",
    "not comparable",
    "improvement",
    "equivalent",
    "bit-identical",
    "unchanged",
  ];
  const words = comparisons.map(verdictWord);
  const counted = order.map((name) => [name, words.filter((one) => one === name).length] as const);
  return counted.flatMap(([name, count]) => (count > 0 ? [`${count} ${name}`] : [])).join(", ") || "nothing to compare";
}

function signed(value: number): string {
  const digits = Math.abs(value).toFixed(2);
  return `${Number(digits) === 0 ? "±" : value < 0 ? "−" : "+"}${digits}`;
}

function shortUnit(unit: Unit): string {
  return unit === "points" ? "pp" : "%";
}
