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
  x: XAxis;
  y: { label: string; log: boolean; domain: [number, number] };
  series: SeriesView[];
  /** A level to compare with. */
  rule: { name: string; value: number } | null;
  /** What no other point beats, from left to right: a line in steps beneath all others. */
  front: [number, number][];
  wide: boolean;
  /** Every value; null where another table of the page has them. */
  table: TableView | null;
}

/** Names at even distances, steps of training from the first to the last, or sizes on a logarithmic axis. */
export type XAxis =
  | { label: string; categories: string[] }
  | { label: string; categories: null; bytes: [number, number] | null };

export interface SeriesView {
  name: string;
  style: SeriesStyle;
  /** Where x has categories, the first of a pair is an index into them. */
  points: [number, number][];
  /** Also at each point, not only at the end. */
  marked: boolean;
  /** [x, low, high] around points. */
  intervals: [number, number, number][];
  /** [x, value] as others report them. */
  published: [number, number][];
}

/** A map of latent weights to live ones at one moment, in a small square. */
export interface MapView {
  title: string;
  label: string;
  style: SeriesStyle;
  /** Of both axes. */
  domain: [number, number];
  /** The levels that the map ends on, as guides. */
  levels: number[];
  /** Points rather than lines. */
  scattered: boolean;
  /** [latent, live] pairs, cut where the map jumps. */
  pieces: [number, number][][];
}

/** The maps of one precision, at several moments. */
export interface MapRowView {
  precision: string;
  gloss: string;
  charts: MapView[];
  table: TableView;
}

/** The histograms of one precision over training, one ridge a moment. */
export interface RidgesView {
  precision: string;
  gloss: string;
  label: string;
  style: SeriesStyle;
  /** Of the bins, in root mean squares of their tensor's latent weights. */
  domain: [number, number];
  ridges: RidgeView[];
  table: TableView;
}

/** Outlines as [weight, share of the fullest bin]; live is null where latents are what the network sees. */
export interface RidgeView {
  name: string;
  latent: [number, number][];
  live: [number, number][] | null;
}
