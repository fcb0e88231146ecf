import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { drawMethodPage, drawSuitePage } from "./draw/draw-views.ts";
import type { ReportInput } from "./input.ts";
import { loadAssets, loadPages } from "./templates.ts";
import { methodFolder } from "./view/method-name.ts";
import { methodPages } from "./view/method-page.ts";
import { viewModel } from "./view/view-model.ts";

/** One HTML page that needs nothing else: no network, no script, no font. */
export async function renderReport(input: ReportInput): Promise<string> {
  return loadPages().suite({ ...drawSuitePage(viewModel(input)), ...inlined() });
}

/** A page of each method, as self-contained, by its file in the folder of methods. */
export async function renderMethods(input: ReportInput): Promise<Map<string, string>> {
  const pages = loadPages();
  const assets = inlined();
  return new Map(methodPages(input).map((view) => [view.file, pages.method({ ...drawMethodPage(view), ...assets })]));
}

/**
 * Writes the suite's page to `index.html` in a folder, which is made where it is missing, and before it the pages of its
 * methods, to which it leads, to `methods/` in it; a reader sees an old page or a new one.
 * @returns the path of the suite's page
 */
export async function writeReport(folder: string, input: ReportInput): Promise<string> {
  const path = join(folder, "index.html");
  for (const [file, html] of await renderMethods(input)) await write(join(folder, methodFolder, file), html);
  await write(path, await renderReport(input));
  return path;
}

async function write(path: string, html: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFileAtomic(path, html);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`cannot write the report to ${path}: ${reason}\n  to do: choose a folder that can be written`, {
      cause,
    });
  }
}

function inlined(): { style: string; script: string; scriptHash: string } {
  const assets = loadAssets();
  return { ...assets, scriptHash: createHash("sha256").update(assets.script).digest("base64") };
}
