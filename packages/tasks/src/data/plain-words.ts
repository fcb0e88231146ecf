import { sentenceEnd } from "./vocabulary.ts";

/** The words of a text that is prepared already: separated by spaces, a sentence a line, each ended by `sentenceEnd`. */
export function plainWords(text: string): string[] {
  const words: string[] = [];
  for (const line of text.split("\n")) {
    const sentence = line.split(/\s+/).filter((word) => word !== "");
    if (sentence.length > 0) words.push(...sentence, sentenceEnd);
  }
  return words;
}
