import { createHash } from "node:crypto";
import type { EngineFingerprint } from "qat-engine";
import type { Cell } from "qat-ledger";

/** Hashes of everything that can change a cell's result. */
export type KeyParts = Readonly<Record<"cell" | "program" | "packages" | "data" | "engine" | "start", string>>;

/**
 * @param start the key of the float cell whose weights it starts from
 */
export function keyPartsOf(input: {
  readonly cell: Cell;
  readonly program: string;
  readonly packages: string;
  readonly data: string;
  readonly engine: EngineFingerprint;
  readonly start?: string;
}): KeyParts {
  return {
    cell: hash(input.cell),
    program: input.program,
    packages: input.packages,
    data: input.data,
    engine: hash(input.engine),
    start: input.start ?? "scratch",
  };
}

/** The name of a cell's record: 128 bits of SHA-256 over its parts, in hexadecimal. */
export function keyOf(parts: KeyParts): string {
  return hash(parts).slice(0, 32);
}

function hash(value: object): string {
  const sorted = Object.fromEntries(Object.entries(value).sort(([a], [b]) => a.localeCompare(b)));
  return createHash("sha256").update(JSON.stringify(sorted)).digest("hex");
}
