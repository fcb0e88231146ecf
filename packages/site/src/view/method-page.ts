import type { MethodInput } from "qat-report";
import { groupBy, methodFile, methodOf, type Naming } from "qat-report/parts";
import type { Contest } from "../model/contest.ts";
import { rankContest } from "../model/standing.ts";
import { devicePage, namingAt, type SiteContext } from "./context.ts";
import { type BlockView, viewBlock } from "./ranking.ts";

/** The page of one method: what it is, and how its variants do everywhere. */
export interface MethodPageView {
  readonly method: string;
  /** In the folder of methods. */
  readonly file: string;
  readonly heading: string;
  readonly summary: string | null;
  readonly paper: PaperView | null;
  readonly variants: readonly {
    readonly title: string;
    readonly swatch: string;
    readonly options: readonly string[];
  }[];
  readonly contests: readonly OwnContest[];
  readonly styles: Naming["styles"]["all"];
}

export interface PaperView {
  readonly authors: string;
  readonly year: number;
  readonly title: string;
  readonly arxiv: string | null;
  readonly href: string | null;
}

/** A contest with the method's own rows alone. */
export interface OwnContest {
  readonly id: string;
  readonly title: string;
  readonly subtitle: string;
  readonly deviceName: string;
  readonly devicePage: string;
  readonly leaderboard: string;
  readonly blocks: readonly BlockView[];
}

const root = "../";

export function viewMethodPage(context: SiteContext, method: string): MethodPageView {
  const naming = namingAt(context, root);
  const described = context.input.methods.filter(({ variant }) => methodOf(variant) === method);
  const trained = [...context.latest.values()].map(({ cell }) => cell.variant);
  const variants = [...new Set(trained.filter((variant) => methodOf(variant) === method))].sort();
  const first = described.find(({ variant }) => variant === method) ?? described[0];
  return {
    method,
    file: methodFile(method),
    heading: first?.title ?? method,
    summary: first?.summary ?? null,
    paper: first?.paper === undefined ? null : viewPaper(first.paper),
    variants: variants.map((variant) => ({
      title: naming.titleOf(variant),
      swatch: naming.styles.of(variant).id,
      options: Object.entries(described.find((candidate) => candidate.variant === variant)?.options ?? {}).map(
        ([name, value]) => `${name} ${value}`,
      ),
    })),
    contests: context.contests
      .filter((contest) => contest.variants.some((variant) => methodOf(variant) === method))
      .map((contest) => viewOwn(contest, method, naming)),
    styles: naming.styles.all,
  };
}

function viewOwn(contest: Contest, method: string, naming: Naming): OwnContest {
  const { setting, device } = contest;
  return {
    id: contest.id,
    title: contest.title,
    subtitle: contest.subtitle,
    deviceName: device.name,
    devicePage: devicePage(device.id, root),
    leaderboard: `${root}index.html#task=${encodeURIComponent(setting.task)}&track=${setting.track}&device=${device.id}`,
    blocks: viewBlocks(contest, method, naming),
  };
}

function viewBlocks(contest: Contest, method: string, naming: Naming): readonly BlockView[] {
  return rankContest(contest).flatMap((ranking) => {
    const own = ranking.standings.filter(({ variant }) => methodOf(variant) === method);
    if (own.length === 0) return [];
    return [viewBlock(contest, ranking, own, naming, root)];
  });
}

function viewPaper({ authors, year, title, arxiv }: NonNullable<MethodInput["paper"]>): PaperView {
  const href = arxiv === undefined ? null : `https://arxiv.org/abs/${arxiv}`;
  return { authors, year, title, arxiv: arxiv ?? null, href };
}

/** The methods that have records, by name. */
export function methodsOf({ latest }: SiteContext): readonly string[] {
  return [...groupBy(latest.values(), ({ cell }) => methodOf(cell.variant)).keys()].sort();
}
