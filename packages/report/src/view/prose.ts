/** A piece of a sentence: plain, or what stood between backticks. */
export interface ProsePart {
  text: string;
  code: boolean;
}

/** A sentence in its pieces: names between backticks become code. */
export function proseOf(text: string): ProsePart[] {
  return text.split("`").flatMap((part, i) => (part === "" ? [] : { text: part, code: i % 2 === 1 }));
}
