// Two commits of those in the page's data, chosen in the address: #base=<id>&head=<id>
import type { ComparedCommits } from "../view/compare-page.ts";
import { type DifferenceView, describeDifferences, type FoundFigure } from "../view/difference.ts";

const { confidence, snapshots, rows, figures, results }: ComparedCommits = JSON.parse(
  find("#commits").textContent ?? "",
);
const choice = find<HTMLFormElement>("#choice");
const body = find("#comparison tbody");
const base = field<HTMLSelectElement>("base");
const head = field<HTMLSelectElement>("head");
const only = field<HTMLInputElement>("changed");

for (const select of [base, head]) for (const { id, name } of snapshots) select.add(new Option(name, id));
choice.hidden = false;
choice.addEventListener("submit", (event) => event.preventDefault());
choice.addEventListener("change", () => {
  const state = new URLSearchParams({ base: base.value, head: head.value });
  if (only.checked) state.set("changed", "1");
  location.hash = String(state);
});
addEventListener("hashchange", show);
addEventListener("pageshow", show);
show();

function show(): void {
  const state = new URLSearchParams(location.hash.slice(1));
  const before = chosen(base, state.get("base"), snapshots.length - 2);
  const after = chosen(head, state.get("head"), snapshots.length - 1);
  only.checked = state.get("changed") === "1";
  const covered = rows.flatMap((row, index) => {
    const sides = { base: figureAt(before, index), head: figureAt(after, index) };
    return sides.base === undefined && sides.head === undefined ? [] : [{ row, sides }];
  });
  const differences = describeDifferences(
    covered.map(({ sides }) => sides),
    confidence,
  );
  const shown = covered.flatMap(({ row, sides }, index) => {
    const difference = differences[index] as DifferenceView;
    const isHidden = only.checked && difference.text === "bit-identical";
    return isHidden ? [] : [lineOf(row, sides.base, sides.head, difference)];
  });
  body.replaceChildren(...shown);
  find<HTMLOutputElement>("#choice output").value = `${shown.length} rows`;
}

/** Chooses a commit in a select and names it in the table's head. @returns its place */
function chosen(select: HTMLSelectElement, id: string | null, otherwise: number): number {
  const found = snapshots.findIndex((snapshot) => snapshot.id === id);
  const place = found < 0 ? Math.max(0, otherwise) : found;
  const { id: value = "", name = "" } = snapshots[place] ?? {};
  select.value = value;
  find(`#${select.name}-name`).textContent = name;
  return place;
}

function figureAt(snapshot: number, row: number): FoundFigure | undefined {
  return figures[results[snapshot]?.[row] ?? -1];
}

function lineOf(
  row: ComparedCommits["rows"][number],
  before: FoundFigure | undefined,
  after: FoundFigure | undefined,
  difference: DifferenceView,
): HTMLTableRowElement {
  const line = document.createElement("tr");
  const cell = (content: readonly (Node | string)[], kind: "td" | "th" = "td", className = "") => {
    const element = document.createElement(kind);
    element.className = className;
    element.append(...content);
    line.append(element);
    return element;
  };
  const link = Object.assign(document.createElement("a"), { href: row.href, textContent: row.title });
  cell([row.task]);
  cell([Object.assign(document.createElement("code"), { textContent: row.precision })]);
  const swatch = Object.assign(document.createElement("i"), { className: `swatch ${row.swatch}` });
  cell([swatch, link], "th").scope = "row";
  cell([before?.text ?? "\u2013"], "td", "number");
  cell([after?.text ?? "\u2013"], "td", "number");
  cell([difference.text], "td", difference.shown ? "shown" : "");
  cell([difference.q], "td", "number");
  return line;
}

function field<T extends Element>(name: string): T {
  return find<T>(`#choice [name=${name}]`);
}

function find<T extends Element = Element>(selector: string): T {
  return document.querySelector(selector) as T;
}
