import { mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { z } from "zod";
import { type Calibration, calibrationSchema } from "./calibration.ts";

/** Writes a calibration whole: a reader sees the one before or this one. */
export async function writeCalibration(path: string, calibration: Calibration): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomic(path, `${JSON.stringify(calibrationSchema.parse(calibration), null, 1)}\n`);
}

/** A calibration's file; null where there is none, or why it cannot be read. */
export async function readCalibration(path: string): Promise<Calibration | { readonly unreadable: string } | null> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    return { unreadable: (error as Error).message };
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return { unreadable: `it is no JSON: ${(error as Error).message}` };
  }
  const result = calibrationSchema.safeParse(parsed);
  return result.success ? result.data : { unreadable: z.prettifyError(result.error) };
}
