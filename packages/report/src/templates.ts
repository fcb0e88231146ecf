import { readdirSync, readFileSync } from "node:fs";
import Handlebars from "handlebars";

/** As far from src/ as from dist/, to which this module is bundled. */
export const templateFolder = new URL("../templates/", import.meta.url);
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

/** Compiles the pages' templates. */
export function loadPages(): Pages {
  const compile = openTemplates(templateFolder);
  return { suite: compile("suite-page"), method: compile("method-page") };
}

/** The pages' style sheet and script, which are inlined. */
export function loadAssets(): { style: string; script: string } {
  return { style: readSheets(sheets), script: readFileSync(new URL("page.js", templateFolder), "utf8") };
}

/**
 * What compiles a template by its name, with every other one in the folders as a partial.
 * @param folders in each the files `<name>.hbs`; of one name the last one's
 */
export function openTemplates(...folders: readonly URL[]): (name: string) => (view: object) => string {
  const environment = Handlebars.create();
  for (const from of folders) {
    for (const file of readdirSync(from).filter((name) => name.endsWith(extension))) {
      environment.registerPartial(file.slice(0, -extension.length), readFileSync(new URL(file, from), "utf8"));
    }
  }
  // Strict: a name that the view lacks is an error, never an empty spot on the page.
  const options = { strict: true, knownHelpersOnly: true };
  return (name) => environment.compile(`{{> ${name}}}`, options);
}

/** Style sheets of this package, in the order of the cascade. */
export function readSheets(names: readonly string[]): string {
  return names.map((name) => readFileSync(new URL(`style/${name}.css`, templateFolder), "utf8")).join("\n");
}
