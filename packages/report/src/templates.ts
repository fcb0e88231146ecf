import { readdirSync, readFileSync } from "node:fs";
import Handlebars from "handlebars";

/** As far from src/ as from dist/, to which this module is bundled. */
const folder = new URL("../templates/", import.meta.url);
const extension = ".hbs";
/** In the order of the cascade. */
const sheets = [
  "colours",
  "base",
  "masthead",
  "tables",
  "overview",
  "published",
  "claims",
  "figures",
  "weights",
  "details",
  "sections",
  "media",
];

/** What renders each kind of page. */
export interface Pages {
  suite(context: object): string;
  method(context: object): string;
}

/** Compiles the pages' templates with every other one in the folder as a partial of its name. */
export function loadPages(): Pages {
  const environment = Handlebars.create();
  for (const file of readdirSync(folder).filter((name) => name.endsWith(extension))) {
    environment.registerPartial(file.slice(0, -extension.length), readText(file));
  }
  // Strict: a name that the view lacks is an error, never an empty spot on the page.
  const options = { strict: true, knownHelpersOnly: true };
  return {
    suite: environment.compile("{{> suite-page}}", options),
    method: environment.compile("{{> method-page}}", options),
  };
}

/** The pages' style sheet and script, which are inlined. */
export function loadAssets(): { style: string; script: string } {
  const style = sheets.map((sheet) => readText(`style/${sheet}.css`)).join("\n");
  return { style, script: readText("page.js") };
}

function readText(file: string): string {
  return readFileSync(new URL(file, folder), "utf8");
}
