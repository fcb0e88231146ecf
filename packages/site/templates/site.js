// The pages are complete without this: it chooses among what is there.
const form = document.querySelector("#filters");
if (form) startFilters(form);

function startFilters(form) {
  const names = ["task", "bits", "track", "device"];
  const tagged = [...document.querySelectorAll("[data-task], [data-track], [data-device], [data-bits]")].map(
    (element) => ({
      element,
      tags: names.flatMap((name) => (name in element.dataset ? [[name, element.dataset[name]]] : [])),
    }),
  );
  const contests = [...document.querySelectorAll("section.contest")];
  const output = form.querySelector("output");
  const stateOf = () => new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : "");

  function apply() {
    const state = stateOf();
    for (const name of names) {
      const select = form.elements[name];
      const wanted = state.get(name) ?? "";
      select.value = [...select.options].some(({ value }) => value === wanted) ? wanted : "";
    }
    const wanted = Object.fromEntries(names.map((name) => [name, form.elements[name].value]));
    for (const { element, tags } of tagged) {
      element.hidden = tags.some(([name, value]) => wanted[name] !== "" && wanted[name] !== value);
    }
    // A table of which every precision is hidden says nothing.
    for (const contest of contests) {
      if (!contest.hidden) contest.hidden = !contest.querySelector("tbody[data-bits]:not([hidden])");
    }
    const shown = contests.filter(({ hidden }) => !hidden).length;
    output.value = `${shown} of ${contests.length} tables`;
    // Other commits' pages are opened with the same choice.
    for (const option of form.elements.commit.options) option.dataset.hash = state.size > 0 ? `#${state}` : "";
  }

  form.closest("search").hidden = false;
  form.addEventListener("change", ({ target }) => {
    if (target.name === "commit") {
      location.href = `${target.value}${target.selectedOptions[0].dataset.hash}`;
      return;
    }
    const state = stateOf();
    if (target.value === "") state.delete(target.name);
    else state.set(target.name, target.value);
    // An empty fragment would scroll to the top.
    location.hash = state.size > 0 ? String(state) : "all=";
  });
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    location.hash = "all=";
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", apply);
  addEventListener("pageshow", apply);
  apply();
}
