import { changesFeed } from "qat-history";
import { groupBy } from "qat-report/parts";
import { dataRows, toCsv, toJson } from "./data-files.ts";
import type { SiteInput } from "./input.ts";
import { type CellGroup, groupId, groupOf } from "./model/cell-group.ts";
import { deviceOf } from "./model/device.ts";
import { assets, drawCharts, type Frame, loadTemplates } from "./pages.ts";
import { viewCellPage } from "./view/cell-page.ts";
import { viewComparePage } from "./view/compare-page.ts";
import { openContext, type SiteContext } from "./view/context.ts";
import { viewDevicePage } from "./view/device-page.ts";
import { viewGatePage } from "./view/gate-page.ts";
import { viewHistoryPage } from "./view/history-page.ts";
import { viewLeaderboard } from "./view/leaderboard.ts";
import { methodsOf, viewMethodPage } from "./view/method-page.ts";
import { viewRules } from "./view/rules-page.ts";

/** How far the rendering is, in pages. */
export interface Progress {
  readonly done: number;
  readonly total: number;
}

/** A file of the site. */
type File = readonly [path: string, text: string];

/** Every file of the site by its path, one after the other; of each record's cells that are alike but for the seed, one page. */
export async function* renderSite(
  input: SiteInput,
  onProgress: (progress: Progress) => void = () => {},
): AsyncGenerator<File> {
  const context = openContext(input);
  const pages = pagesOf(context);
  for (const [done, page] of pages.entries()) {
    onProgress({ done, total: pages.length });
    yield page();
  }
  onProgress({ done: pages.length, total: pages.length });
  const rows = dataRows(context);
  yield ["data.csv", toCsv(rows)];
  yield ["data.json", toJson(rows, input.generatedAt)];
  yield ["feed.xml", changesFeed(context.histories, input.repository === null ? {} : { repository: input.repository })];
  yield* assets();
}

/** What renders each page: one is drawn only when it is asked for, so that no site lies in memory as a whole. */
function pagesOf(context: SiteContext): readonly (() => File)[] {
  const render = loadTemplates();
  const { generatedAt, input } = context;
  const frame = (title: string, section: string, root: string, styles: Frame["styles"] = []): Frame => ({
    ...{ title, section, root, styles, generatedAt },
  });
  const alike = groupBy(context.latest.values(), ({ cell }) => groupId(groupOf(cell)));
  const devices = groupBy(context.latest.values(), (record) => deviceOf(record).id);
  return [
    ...[null, ...context.snapshots].map((snapshot) => (): File => {
      const view = viewLeaderboard(context, snapshot);
      const [path, root] = snapshot === null ? ["index.html", ""] : [`commit/${snapshot.id}.html`, "../"];
      return [path, render("leaderboard", frame(view.heading, "Leaderboard", root, view.styles), drawCharts(view))];
    }),
    ...methodsOf(context).map((method) => (): File => {
      const view = viewMethodPage(context, method);
      return [`method/${view.file}`, render("method", frame(view.heading, "Leaderboard", "../", view.styles), view)];
    }),
    ...[...devices.values()].map((records) => (): File => {
      const view = viewDevicePage(context, records);
      return [`device/${view.id}.html`, render("device", frame(view.heading, "Leaderboard", "../"), view)];
    }),
    (): File => {
      const view = viewHistoryPage(context);
      return ["history.html", render("history", frame("History", "History", "", view.styles), drawCharts(view))];
    },
    (): File => {
      const view = viewComparePage(context);
      return ["compare.html", render("compare", frame("Compare commits", "Compare commits", "", view.styles), view)];
    },
    (): File => [
      "gate.html",
      render("gate", frame("Gate", "Gate", ""), viewGatePage(input.calibration, input.repository)),
    ],
    (): File => ["rules.html", render("rules", frame("Rules", "Rules", ""), viewRules(input.rules, input.repository))],
    ...[...alike.values()].map((records) => (): File => {
      const [first] = records;
      const view = viewCellPage(context, groupOf(first?.cell as CellGroup & { seed: number }), records);
      return [
        `cell/${view.id}.html`,
        render("cell", frame(view.heading, "Leaderboard", "../", view.styles), drawCharts(view)),
      ];
    }),
  ];
}
