import type { FigureView, SeriesStyle } from "./chart-types.ts";
import type { ClaimsView } from "./claims.ts";
import type { MethodName, OutcomeView } from "./links.ts";
import type { OverviewView } from "./overview.ts";
import type { ProsePart } from "./prose.ts";
import type { PublishedView } from "./published.ts";
import type { Fact } from "./record-facts.ts";
import type { TableView } from "./table-view.ts";
import type { TaskLink } from "./task-links.ts";

/**
 * A page as plain JSON: every number is formatted, every choice made. Absent things are null, never missing, because
 * the templates are strict about names. Only the points of charts stay numbers: they are drawn.
 */
export interface ReportView {
  title: string;
  suite: string;
  description: string | null;
  headline: string;
  tag: TagView;
  generatedAt: string;
  tiles: { label: string; value: string; href: string | null }[];
  notices: string[];
  /** Empty where there is one comparison. */
  taskLinks: TaskLink[];
  /** Null for a suite with one task. */
  overview: OverviewView | null;
  /** Null for a suite that claims nothing. */
  claims: ClaimsView | null;
  comparisons: ComparisonView[];
  incomplete: IncompleteView[];
  cells: { title: string; cells: CellView[] }[];
  methods: MethodView[];
  environment: EnvironmentView;
  /** Drawn once, referred to by id wherever a method is named. */
  styles: SeriesStyle[];
}

/** Which state of the repository the page belongs to. */
export interface TagView {
  short: string;
  full: string;
  subject: string | null;
  committedAt: string | null;
  /** Set unless the tree is known to be clean. */
  warning: string | null;
}

/** Cells that may be compared with each other: one task, track, budget and device. */
export interface ComparisonView {
  id: string;
  title: string;
  subtitle: string;
  headline: string;
  /** What a reader must know of its figures. */
  warnings: string[];
  accuracy: AccuracyView;
  /** Null where no paper reports a figure of its cells. */
  published: PublishedView | null;
  cost: CostView;
  /** The metric against bits and against bytes. */
  scores: FigureView[];
  /** Loss and validation. */
  curves: FigureView[];
}

export interface AccuracyView {
  caption: string;
  columns: { precision: string; gloss: string }[];
  /** The reference on a line of its own, where it has one precision that no other method has. */
  reference: (MethodName & { gloss: string; span: number; cell: ScoreView }) | null;
  /** `own` on the page of the row's method. */
  rows: (MethodName & { own: boolean; cells: ScoreView[] })[];
  notes: string[];
}

/** The seeds of one method at one precision. */
export interface ScoreView {
  planned: boolean;
  value: string | null;
  difference: string | null;
  /** `n = 1` */
  count: string | null;
  /** Each run's value with its seed, on a method's page. */
  seeds: string | null;
  outcomes: OutcomeView[];
  href: string | null;
}

export interface CostView {
  caption: string;
  warning: string | null;
  /** The rows of each method: one a precision. */
  methods: CostRow[][];
}

export interface CostRow {
  /** Set in the first row of a method only, over all of which it spans. */
  heading: (MethodName & { span: number }) | null;
  precision: string;
  figures: { size: string; ratio: string; train: string; throughput: string; memory: string; count: string } | null;
  outcomes: OutcomeView[];
}

export interface IncompleteView {
  id: string;
  word: string;
  cell: string;
  where: string;
  reason: string;
  evidence: { title: string; text: string }[];
  href: string;
}

export interface CellView {
  id: string;
  name: string;
  swatch: string;
  status: string;
  completed: boolean;
  result: string | null;
  facts: Fact[];
  tables: TableView[];
  command: string;
}

export interface MethodView extends MethodName {
  /** `ste`, `ste/lsq` */
  variants: string[];
  summary: ProsePart[] | null;
  paper: PaperView | null;
  /** What its page draws of its own: `inverse slope, distance to grid`. */
  quantities: string | null;
}

export interface PaperView {
  authors: string;
  title: string;
  year: string;
  arxiv: string | null;
  href: string | null;
}

export interface EnvironmentView {
  warning: string | null;
  columns: { title: string; count: string; cells: string[] }[];
  rows: { name: string; differs: boolean; values: { short: string; full: string | null }[] }[];
  data: { name: string; sha256: string; cells: string | null }[];
}
