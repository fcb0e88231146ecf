/** @file Compiles assembly/ into src/wasm/simd/binary.ts, which is committed: nobody needs a compiler to train. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { main } from "assemblyscript/asc";

const TARGET = join(import.meta.dirname, "src/wasm/simd/binary.ts");

/**
 * Compiles the kernels in assembly/.
 * @returns the WebAssembly module's bytes
 * @throws Error with the compiler's messages
 */
export async function compileKernels(): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  const { error, stderr } = await main(
    [
      ...["index.ts", "--outFile", "kernels.wasm", "--baseDir", join(import.meta.dirname, "assembly")],
      ...["-O3", "--noAssert", "--runtime", "stub", "--use", "abort=", "--importMemory", "--enable", "simd"],
    ],
    {
      writeFile: (_name, contents) => {
        if (typeof contents !== "string") binary = contents;
      },
    },
  );
  if (error !== null || binary === undefined)
    throw new Error(`assembly/ does not compile: ${stderr}`, { cause: error });
  return binary;
}

/** The text of binary.ts. */
export function asSource(binary: Uint8Array): string {
  return `/** The kernels of assembly/, compiled by \`npm run compile-kernels\`: never edited by hand. */
export const BINARY =
  "${Buffer.from(binary).toString("base64")}";
`;
}

if (process.argv[1] === import.meta.filename) writeFileSync(TARGET, asSource(await compileKernels()));
