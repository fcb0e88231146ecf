import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DataFiles } from "../src/data/data-files.ts";

/** A file as a dataset pins it, with its content. */
export interface MadeText {
  readonly name: string;
  readonly content: string;
}

/** The declaration of made texts, and their files in a folder. */
export function madeTexts(folder: string, texts: readonly MadeText[]): DataFiles {
  mkdirSync(folder, { recursive: true });
  for (const { name, content } of texts) writeFileSync(join(folder, name), content);
  return {
    name: "made",
    files: texts.map(({ name, content }) => ({
      name,
      bytes: Buffer.byteLength(content),
      sha256: createHash("sha256").update(content).digest("hex"),
    })),
    places: [{ title: "a folder", folder: () => folder }],
    origins: [],
    remedy: () => "make them again",
  };
}
