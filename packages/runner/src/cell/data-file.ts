import { mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { deserialize, serialize } from "node:v8";
import writeFileAtomic from "write-file-atomic";

/** Writes plain data with typed arrays in it, atomically. */
export async function writeData(path: string, data: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomic(path, serialize(data));
}

/** What `writeData` wrote; null where there is no such file, or it cannot be read. */
export async function readData<T>(path: string): Promise<T | null> {
  try {
    return deserialize(await readFile(path)) as T;
  } catch {
    return null;
  }
}
