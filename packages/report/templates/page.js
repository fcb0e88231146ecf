// Niceties only: the page is complete without them.
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("button.copy")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.previousElementSibling.textContent);
      button.textContent = "Copied";
      setTimeout(() => {
        button.textContent = "Copy";
      }, 1500);
    });
  }
}

// The bar of tasks names the one that is read, also where a phone has room for few of them.
const links = new Map(
  [...document.querySelectorAll(".task-bar a")].map((link) => [
    document.querySelector(link.getAttribute("href")),
    link,
  ]),
);
const watcher = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      const link = links.get(target);
      if (!isIntersecting) {
        link.removeAttribute("aria-current");
        continue;
      }
      link.setAttribute("aria-current", "true");
      const list = link.closest("ul");
      list.scrollLeft = link.offsetLeft - list.offsetLeft - (list.clientWidth - link.offsetWidth) / 2;
    }
  },
  { rootMargin: "-20% 0px -79% 0px" },
);
for (const section of links.keys()) watcher.observe(section);
