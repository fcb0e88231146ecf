import { createHash } from "node:crypto";

/** The name of a cell's record: 128 bits of SHA-256 over the hashes of its parts, in hexadecimal. */
export function keyOf(parts: Readonly<Record<string, string>>): string {
  return hashFields(parts).slice(0, 32);
}

/** SHA-256 of an object's fields as JSON, in hexadecimal, whatever their order. */
export function hashFields(value: object): string {
  const sorted = Object.fromEntries(Object.entries(value).sort(([a], [b]) => a.localeCompare(b)));
  return createHash("sha256").update(JSON.stringify(sorted)).digest("hex");
}
