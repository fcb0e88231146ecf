import { stripVTControlCharacters } from "node:util";
import Table from "cli-table3";
import pc from "picocolors";

/** A plain table for the terminal: columns aligned, numbers to the right, a rule below the head. */
export function textTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const table = new Table({
    head: [...head],
    style: {
      head: pc.isColorSupported ? ["bold"] : [],
      border: [],
      compact: true,
      "padding-left": 0,
      "padding-right": 2,
    },
    colAligns: head.map((_, column) => (rows.every((row) => isNumeric(row[column] ?? "")) ? "right" : "left")),
    chars: {
      top: "",
      "top-mid": "",
      "top-left": "",
      "top-right": "",
      bottom: "",
      "bottom-mid": "",
      "bottom-left": "",
      "bottom-right": "",
      left: "",
      "left-mid": "",
      mid: "",
      "mid-mid": "",
      right: "",
      "right-mid": "",
      middle: "",
    },
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}

function isNumeric(text: string): boolean {
  return /^[-+−±]?[\d.,]*\s?[%a-zA-Z]*$/.test(stripVTControlCharacters(text)) && /\d/.test(text);
}
