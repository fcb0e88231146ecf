import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Method, onTrack, parsePrecision, type Track, type Variant } from "qat-core";

export interface VariantRun {
  /** `parq/aprox, as-published`. */
  readonly label: string;
  readonly variant: Omit<Variant, "asPublished">;
}

const folder = join(import.meta.dirname, "../../../methods");
const tracks: readonly Track[] = ["controlled", "as-published"];

/** Every variant of every installed method, on every track, as it runs at 32 bits. */
export const everyVariantAtFloat = () => everyVariantAt("w32a32");

/** Every variant of every installed method that supports a precision, on every track. */
export async function everyVariantAt(precision: string): Promise<VariantRun[]> {
  const runs: VariantRun[] = [];
  for (const name of readdirSync(folder).sort()) {
    const { method } = (await import(pathToFileURL(join(folder, name, "src/index.ts")).href)) as { method: Method };
    for (const [key, variant] of Object.entries(method.variants)) {
      for (const track of variant.asPublished ? tracks : tracks.slice(0, 1)) {
        const entry = onTrack(variant, track, parsePrecision(precision));
        if (entry.supported) runs.push({ label: `${name}/${key}, ${track}`, variant: entry.variant });
      }
    }
  }
  return runs;
}
