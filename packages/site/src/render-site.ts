import type { SiteInput } from "./input.ts";
import { assets, drawFigure, type Frame, loadTemplates } from "./pages.ts";
import { openContext } from "./view/context.ts";
import { viewLeaderboard } from "./view/leaderboard.ts";

/** How far the rendering is, in pages. */
export interface Progress {
  readonly done: number;
  readonly total: number;
}

/** Every file of the site by its path, one after the other. */
export async function* renderSite(
  input: SiteInput,
  onProgress: (progress: Progress) => void = () => {},
): AsyncGenerator<readonly [path: string, text: string]> {
  const context = openContext(input);
  const render = loadTemplates();
  const { generatedAt } = context;
  const frame = (title: string, section: string, root: string, styles: Frame["styles"]) => ({
    ...{ title, section, root, styles, generatedAt },
  });
  const leaderboards = [null, ...context.snapshots];
  const pages: (() => readonly [string, string])[] = [
    ...leaderboards.map((snapshot) => () => {
      const view = viewLeaderboard(context, snapshot);
      const [path, root] = snapshot === null ? ["index.html", ""] : [`commit/${snapshot.id}.html`, "../"];
      const contests = view.contests.map((contest) => ({ ...contest, figures: contest.figures.map(drawFigure) }));
      const html = render("leaderboard", frame(view.heading, "Leaderboard", root, view.styles), { ...view, contests });
      return [path, html] as const;
    }),
  ];
  for (const [done, page] of pages.entries()) {
    onProgress({ done, total: pages.length });
    yield page();
  }
  onProgress({ done: pages.length, total: pages.length });
  yield* assets();
}
