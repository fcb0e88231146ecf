/** A plain table, its numbers already formatted. */
export interface TableView {
  caption: string;
  columns: string[];
  rows: { head: string; values: string[] }[];
}
