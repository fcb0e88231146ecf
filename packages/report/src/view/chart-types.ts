import type { TableView } from "./table-view.ts";

/** How a series looks everywhere: colour by method, dash by variant, and a symbol for eyes that confuse the colours. */
export interface SeriesStyle {
  id: string;
  /** A CSS colour, so that one drawing serves light and dark. */
  colour: string;
  dash: string | null;
  symbol: SymbolName;
}

export type SymbolName = "circle" | "square" | "triangle" | "diamond" | "star" | "cross" | "wye" | "diamond2";

/** Small plots that share a legend and their axes. */
export interface FigureView {
  id: string;
  title: string;
  note: string | null;
  legend: { name: string; swatch: string }[];
  charts: ChartView[];
}

export interface ChartView {
  title: string;
  /** What a screen reader says in place of the drawing. */
  label: string;
  x: { label: string; categories: string[] | null };
  y: { label: string; log: boolean; domain: [number, number] };
  series: SeriesView[];
  /** A level to compare with. */
  rule: { name: string; value: number } | null;
  wide: boolean;
  table: TableView;
}

export interface SeriesView {
  name: string;
  style: SeriesStyle;
  /** Where x has categories, the first of a pair is an index into them. */
  points: [number, number][];
  /** Also at each point, not only at the end. */
  marked: boolean;
}
