import { InputError } from "qat-core";
import { sentenceEnd } from "./vocabulary.ts";

const letter = /\p{L}/u;
const digit = /\d/;

/**
 * The words of a text of the Brown corpus, prepared as Mikolov prepared the Penn Treebank: lower case, a token without
 * letters but with a digit is `N`, one with neither is punctuation and left out, and after each sentence, which is a line
 * of the file, comes `sentenceEnd`. What the corpus writes as one token (`it's`, `and/or`, `15th`) stays one word.
 *
 * @param text tokens `word/tag`, where a word may have slashes of its own, sentences in lines
 * @param path of the file, for messages
 * @throws {InputError} when a token has no tag
 */
export function brownWords(text: string, path: string): string[] {
  const words: string[] = [];
  for (const line of text.split("\n")) {
    const before = words.length;
    for (const token of line.split(/\s+/)) {
      if (token === "") continue;
      const slash = token.lastIndexOf("/");
      if (slash < 1) throw untagged(token, path);
      const word = token.slice(0, slash);
      if (letter.test(word)) words.push(word.toLowerCase());
      else if (digit.test(word)) words.push("N");
    }
    if (words.length > before) words.push(sentenceEnd);
  }
  return words;
}

function untagged(token: string, path: string): InputError {
  return new InputError(`the text ${path} has the token ${token.slice(0, 40)}`, {
    allowed: "tokens of the form word/tag, separated by spaces or line ends",
    remedy: "replace it by the original file, or write yours in that format",
  });
}
