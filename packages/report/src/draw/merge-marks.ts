/// <reference lib="dom" />

/**
 * Makes one path of the marks of a group, where all are lines or shapes with straight edges and look alike: a page with many
 * plots is read in a part of the time.
 */
export function mergeMarks(plot: Element): void {
  for (const group of plot.querySelectorAll("g")) {
    const marks = [...group.children];
    const traces = marks.map(traceOf);
    if (marks.length < 2 || traces.includes(null)) continue;
    const path = group.ownerDocument.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", traces.join(""));
    group.replaceChildren(path);
  }
}

/** What a mark draws, as the data of a path in its group; null where a path could not. */
function traceOf(mark: Element): string | null {
  const names = mark.getAttributeNames().sort().join(" ");
  const [x1, y1, x2, y2] = ["x1", "y1", "x2", "y2"].map((name) => Number(mark.getAttribute(name)));
  if (mark.localName === "line") return names === "x1 x2 y1 y2" ? `M${x1},${y1}L${x2},${y2}` : null;
  if (mark.localName !== "path" || !["d", "d transform"].includes(names)) return null;
  const [, x = "0", y = "0", rest = ""] =
    /^translate\(([^,()]+),([^,()]+)\)(.*)$/.exec(mark.getAttribute("transform") ?? "translate(0,0)") ?? [];
  return rest === "" ? moved(mark.getAttribute("d") ?? "", Number(x), Number(y)) : null;
}

/** A path's data elsewhere; null where it has other commands than M, L, Z, h and v. */
function moved(data: string, x: number, y: number): string | null {
  if (/[^MLZhv\d\s,.e-]/.test(data)) return null;
  return data.replace(/([ML])([^MLZhv]+)/g, (_, command: string, numbers: string) => {
    const [a = 0, b = 0] = numbers.split(",").map(Number);
    return `${command}${a + x},${b + y}`;
  });
}
