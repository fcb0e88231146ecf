import type { EngineFingerprint } from "qat-engine";
import { type Cell, hashFields } from "qat-ledger";

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
    cell: hashFields(input.cell),
    program: input.program,
    packages: input.packages,
    data: input.data,
    engine: hashFields(input.engine),
    start: input.start ?? "scratch",
  };
}
