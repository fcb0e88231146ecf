import { readFileSync } from "node:fs";

/**
 * The instruction sets on which oneDNN, TensorFlow's kernel library, dispatches, best first, by its own names
 * (oneDNN developer guide, "CPU dispatcher control"), with the flags by which Linux reports them. It sums in another
 * order on each, so results differ in the last bits.
 */
const INSTRUCTION_SETS: readonly (readonly [name: string, flags: readonly string[]])[] = [
  ["avx512_core_amx_fp16", ["amx_tile", "amx_int8", "amx_bf16", "amx_fp16"]],
  ["avx512_core_amx", ["amx_tile", "amx_int8", "amx_bf16"]],
  ["avx512_core_fp16", ["avx512_fp16", "avx512_bf16", "avx512_vnni", "avx512bw"]],
  ["avx512_core_bf16", ["avx512_bf16", "avx512_vnni", "avx512bw"]],
  ["avx512_core_vnni", ["avx512_vnni", "avx512bw"]],
  ["avx512_core", ["avx512f", "avx512bw", "avx512vl", "avx512dq"]],
  ["avx2_vnni", ["avx2", "fma", "avx_vnni"]],
  ["avx2", ["avx2", "fma"]],
  ["avx", ["avx"]],
  ["sse41", ["sse4_1"]],
];

/** The best of oneDNN's instruction sets among the processor's flags; "baseline" where there is none. */
export function instructionSetOf(flags: ReadonlySet<string>): string {
  return INSTRUCTION_SETS.find(([, needed]) => needed.every((flag) => flags.has(flag)))?.[0] ?? "baseline";
}

/** The flags of this machine's first processor; empty where the system does not tell. */
export function processorFlags(): ReadonlySet<string> {
  try {
    const line = /^flags\s*:(.*)$/m.exec(readFileSync("/proc/cpuinfo", "utf8"))?.[1] ?? "";
    return new Set(line.trim().split(/\s+/));
  } catch {
    return new Set();
  }
}
