// Two commits of those in the page's data, chosen in the address: #base=<id>&head=<id>
const { snapshots, rows, figures, results, quantiles } = JSON.parse(document.querySelector("#commits").textContent);
const choice = document.querySelector("#choice");
const body = document.querySelector("#comparison tbody");
const only = choice.elements.changed;

for (const select of [choice.elements.base, choice.elements.head]) {
  for (const { id, name } of snapshots) select.add(new Option(name, id));
}
choice.hidden = false;
choice.addEventListener("submit", (event) => event.preventDefault());
choice.addEventListener("change", () => {
  const state = new URLSearchParams({ base: choice.elements.base.value, head: choice.elements.head.value });
  if (only.checked) state.set("changed", "1");
  location.hash = String(state);
});
addEventListener("hashchange", show);
addEventListener("pageshow", show);
show();

function show() {
  if (snapshots.length === 0) return;
  const state = new URLSearchParams(location.hash.slice(1));
  const indexOf = (name, otherwise) => {
    const found = snapshots.findIndex(({ id }) => id === state.get(name));
    return found < 0 ? Math.max(0, otherwise) : found;
  };
  const base = indexOf("base", snapshots.length - 2);
  const head = indexOf("head", snapshots.length - 1);
  choice.elements.base.value = snapshots[base].id;
  choice.elements.head.value = snapshots[head].id;
  only.checked = state.get("changed") === "1";
  document.querySelector("#base-name").textContent = snapshots[base].name;
  document.querySelector("#head-name").textContent = snapshots[head].name;
  const shown = rows.flatMap((row, index) => {
    const before = figures[results[base][index]];
    const after = figures[results[head][index]];
    if (!before && !after) return [];
    const difference = describe(before, after);
    return only.checked && difference === "bit-identical" ? [] : [rowOf(row, before, after, difference)];
  });
  body.replaceChildren(...shown);
  choice.querySelector("output").value = `${shown.length} rows`;
}

function rowOf(row, before, after, difference) {
  const line = document.createElement("tr");
  const cell = (content, kind = "td", className = "") => {
    const element = document.createElement(kind);
    element.className = className;
    element.append(...content);
    line.append(element);
    return element;
  };
  const link = Object.assign(document.createElement("a"), { href: row.href, textContent: row.title });
  const swatch = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  swatch.setAttribute("class", "swatch");
  swatch.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#${row.swatch}`);
  swatch.append(use);
  cell([row.task]);
  cell([Object.assign(document.createElement("code"), { textContent: row.precision })]);
  cell([swatch, link], "th").scope = "row";
  cell([before?.text ?? "\u2013"], "td", "number");
  cell([after?.text ?? "\u2013"], "td", "number");
  cell([difference]);
  return line;
}

function describe(base, head) {
  if (!base) return "new";
  if (!head) return "not covered";
  if (base.fingerprint !== head.fingerprint) return "not comparable: another engine or other data";
  const pairs = Object.keys(head.seeds).flatMap((seed) =>
    base.seeds[seed] ? [[base.seeds[seed], head.seeds[seed]]] : [],
  );
  if (pairs.length === 0) return "no seed completed in both";
  if (pairs.every(([before, after]) => before[1] === after[1])) return "bit-identical";
  const differences = pairs.map(([before, after]) => after[0] - before[0]);
  const mean = sum(differences) / pairs.length;
  const text = signed(mean, head.unit);
  if (pairs.length === 1) return `${text}, one seed`;
  const variance = sum(differences.map((difference) => (difference - mean) ** 2)) / (pairs.length - 1);
  const reach = quantiles[pairs.length - 2] * Math.sqrt(variance / pairs.length);
  return `${text} \u00b1\u00a0${spread(reach, head.unit)}${Math.abs(mean) > reach ? ", by more than chance" : ""}`;
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

function signed(value, unit) {
  const digits = unit === "%" ? Math.abs(value).toFixed(2) : String(Number(Math.abs(value).toPrecision(4)));
  const sign = Number(digits) === 0 ? "\u00b1" : value < 0 ? "\u2212" : "+";
  const suffix = unit === "%" ? "pp" : unit;
  return `${sign}${digits}${suffix === "" ? "" : `\u00a0${suffix}`}`;
}

function spread(value, unit) {
  if (unit === "%") return value.toFixed(2);
  return value < 10 ? value.toPrecision(2) : String(Number(value.toPrecision(2)));
}
