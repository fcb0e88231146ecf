import type { FigureView, MapRowView, RidgesView, SeriesStyle } from "./chart-types.ts";
import type { ProsePart } from "./prose.ts";
import type { TableView } from "./table-view.ts";
import type { AccuracyView, IncompleteView, PaperView, TagView } from "./types.ts";

/** The page of a method as plain JSON, by the same rules as the suite's. */
export interface MethodPageView {
  method: string;
  /** Its file, in the folder of methods. */
  file: string;
  title: string;
  suite: { name: string; title: string; href: string };
  summary: ProsePart[] | null;
  paper: PaperView | null;
  headline: string;
  tag: TagView;
  generatedAt: string;
  notices: string[];
  variants: VariantRow[];
  comparisons: MethodComparisonView[];
  incomplete: IncompleteView[];
  logarithmicRule: string;
  styles: SeriesStyle[];
}

/** What a variant's name stands for. */
export interface VariantRow {
  variant: string;
  swatch: string;
  start: string;
  options: { name: string; value: string }[];
}

/** A method where it may be compared: one task, track, budget and device. */
export interface MethodComparisonView {
  id: string;
  title: string;
  subtitle: string;
  /** What a reader must know of its figures. */
  warnings: string[];
  accuracy: AccuracyView;
  scores: FigureView[];
  flatness: FlatnessView | null;
  variants: VariantRunsView[];
}

export interface FlatnessView {
  note: string;
  table: TableView;
}

/** What the runs of one variant look like from inside, one run a precision. */
export interface VariantRunsView {
  id: string;
  title: string;
  swatch: string;
  /** Unfolded at first. */
  open: boolean;
  /** Which runs are drawn, and why nothing is where nothing is. */
  notes: string[];
  maps: { note: string; rows: MapRowView[] } | null;
  ridges: { note: string; isOne: boolean; colour: string; charts: RidgesView[] } | null;
  own: FigureView | null;
  shared: FigureView | null;
}
