// The pages are complete without this: it chooses among what is there.
const filters = document.querySelector("#filters");
if (filters) startFilters(filters);

function startFilters(form) {
  const names = ["task", "bits", "track", "device"];
  const tagged = [...document.querySelectorAll("[data-task], [data-track], [data-device], [data-bits]")].map(
    (element) => ({
      element,
      tags: names.flatMap((name) => (name in element.dataset ? [[name, element.dataset[name].split(" ")]] : [])),
    }),
  );
  const contests = [...document.querySelectorAll("section.contest")];
  const output = form.querySelector("output");
  const stateOf = () => new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : "");

  function apply() {
    const state = stateOf();
    const { commit } = form.elements;
    commit.value = [...commit.options].find(({ defaultSelected }) => defaultSelected).value;
    for (const name of names) {
      const select = form.elements[name];
      const wanted = state.get(name) ?? "";
      select.value = [...select.options].some(({ value }) => value === wanted) ? wanted : "";
    }
    const wanted = Object.fromEntries(names.map((name) => [name, form.elements[name].value]));
    for (const { element, tags } of tagged) {
      element.hidden = tags.some(([name, values]) => wanted[name] !== "" && !values.includes(wanted[name]));
    }
    // A table of which every precision is hidden says nothing; one of the float network alone has no other bits.
    for (const contest of contests) {
      if (contest.hidden) continue;
      const blocks = [...contest.querySelectorAll("tbody[data-bits]")];
      contest.hidden = blocks.length === 0 ? wanted.bits !== "" : blocks.every(({ hidden }) => hidden);
    }
    const shown = contests.filter(({ hidden }) => !hidden).length;
    output.value = `${shown} of ${contests.length} tables`;
    const at = state.get("at");
    if (at !== null) document.getElementById(at)?.scrollIntoView();
  }

  // The choice stays in the address: where it would be empty, an empty fragment would scroll to the top.
  function go(state) {
    location.hash = state.size > 0 ? String(state) : "all=";
  }

  form.closest("search").hidden = false;
  form.addEventListener("change", ({ target }) => {
    // A select that leaves the page at once would leave it at each step of the arrow keys: a button does.
    if (target.name === "commit") return;
    const state = stateOf();
    for (const name of ["all", "at"]) state.delete(name);
    if (target.value === "") state.delete(target.name);
    else state.set(target.name, target.value);
    go(state);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const state = stateOf();
    location.href = `${form.elements.commit.value}${state.size > 0 ? `#${state}` : ""}`;
  });
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    go(new URLSearchParams());
  });
  // Links within the page keep the choice.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const state = stateOf();
    if (!link || state.size === 0 || link.classList.contains("skip")) return;
    event.preventDefault();
    state.set("at", link.getAttribute("href").slice(1));
    go(state);
  });
  addEventListener("hashchange", apply);
  addEventListener("pageshow", apply);
  apply();
}
